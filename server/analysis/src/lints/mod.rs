//! One file a lint. `lints!` makes the modules and the registry from one list, so neither can lack one.

use crate::lint::Lint;

macro_rules! lints {
    ($($module:ident),* $(,)?) => {
        $(pub(crate) mod $module;)*

        /// All lints, in order of their codes.
        pub(crate) static ALL: &[&Lint] = &[$(&$module::LINT),*];
    };
}

lints! {
    almost_swapped,
    blanket_suppression,
    close_attribute,
    comparison_precedence,
    const_assign,
    disabled_global,
    doc_unknown_code,
    doc_unknown_hook,
    duplicate_key,
    empty_block,
    global_write,
    hook_bad_name,
    hook_schema,
    hook_syntax,
    ignored_denial,
    library_unsupported,
    loop_variable_assign,
    manifest_deprecated,
    manifest_secret_value,
    manifest_unknown_key,
    manifest_value,
    misleading_and_or,
    missing_return,
    newline_call,
    not_utf8,
    pipeline_bad_name,
    pipeline_comment,
    pipeline_cycle,
    pipeline_duplicate_need,
    pipeline_duplicate_node,
    pipeline_hook_mismatch,
    pipeline_syntax,
    pipeline_too_deep,
    pipeline_too_wide,
    pipeline_unknown_hook,
    pipeline_unknown_key,
    pipeline_unknown_need,
    pipeline_unknown_script,
    pipeline_value,
    readonly_write,
    redefined_local,
    return_shape,
    reveal_type,
    sample_context,
    sample_personal_data,
    sample_syntax,
    sample_unknown_hook,
    sample_unknown_key,
    sample_unknown_node,
    sample_unknown_secret,
    sample_value,
    script_bad_name,
    script_near_limit,
    script_too_large,
    script_unattached,
    self_assign,
    suppression_without_reason,
    syntax_error,
    undefined_field,
    undefined_global,
    undefined_output,
    unknown_env,
    unknown_result_key,
    unknown_secret,
    unreachable_code,
    unused_function,
    unused_label,
    unused_local,
    unused_parameter,
    unused_suppression,
    unused_vararg,
    wrong_hook_field,
}

#[cfg(test)]
pub(crate) mod tests;
