;;; A real Emacs with eglot against the real server: attaches, has findings, hover, outline, and applies a fix.  -*- lexical-binding: t -*-
;;; Run by emacs.sh, with the workspace as working directory and the server in $PIPELUA.

(require 'eglot)
(require 'lua-mode nil t)

(unless (fboundp 'lua-mode)
  (define-derived-mode lua-mode prog-mode "Lua"))

(defun fail (what)
  (princ (format "FAILED: %s\n" what) #'external-debugging-output)
  (kill-emacs 1))

(defun eventually (what check)
  (let ((end (+ (float-time) 20)) value)
    (while (and (not (setq value (funcall check))) (< (float-time) end))
      (accept-process-output nil 0.02))
    (or value (fail what))))

(add-to-list 'eglot-server-programs `((lua-mode) . (,(getenv "PIPELUA") "lsp")))
(setq eglot-confirm-server-initiated-edits nil
      flymake-no-changes-timeout 0.1)
(find-file "scripts/a.lua")
(lua-mode)
(apply #'eglot (eglot--guess-contact))
(eventually "eglot manages the buffer" #'eglot-managed-p)

(flymake-start)
(let ((found (eventually "there are findings" #'flymake-diagnostics)))
  (unless (and (= (length found) 1)
               (string-match-p "prin" (flymake-diagnostic-text (car found)))
               (= (line-number-at-pos (flymake-diagnostic-beg (car found))) 4))
    (fail (format "the findings are %S" found))))

(defun ask (method &rest params)
  (jsonrpc-request (eglot--current-server-or-lose) method
                   (append (list :textDocument (eglot--TextDocumentIdentifier)) params)))

(let* ((hover (ask :textDocument/hover :position '(:line 2 :character 7)))
       (text (plist-get (plist-get hover :contents) :value)))
  (unless (string-match-p "local total: integer" text)
    (fail (format "the hover is %S" hover))))

(let ((outline (format "%S" (imenu--make-index-alist t))))
  (unless (string-match-p "\"total\"" outline)
    (fail (concat "the outline is " outline))))

(goto-char (point-min))
(forward-line 3)
(let* ((actions (append (eglot-code-actions (point) (1+ (point)) nil nil) nil))
       (fix (seq-find (lambda (it) (string-match-p "Write `print`" (plist-get it :title))) actions)))
  (unless fix (fail (format "the actions are %S" actions)))
  (unless (plist-get fix :edit)
    (setq fix (jsonrpc-request (eglot--current-server-or-lose) :codeAction/resolve fix)))
  (eglot--apply-workspace-edit (plist-get fix :edit)))
(unless (string= (buffer-substring (line-beginning-position) (line-end-position)) "print(total)")
  (fail (format "the text is %S" (buffer-string))))
(eventually "the finding is gone"
            (lambda ()
              (eglot--signal-textDocument/didChange)
              (null (flymake-diagnostics))))

(set-buffer-modified-p nil)
(eglot-shutdown (eglot--current-server-or-lose))
(princ (format "Emacs %s, eglot: attached, findings, hover, outline, fix\n" emacs-version))
