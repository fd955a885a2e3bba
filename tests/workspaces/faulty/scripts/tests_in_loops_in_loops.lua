--- Five loops around many tests

---@hook before_signup

local _v0, _v1, _v2, _v3, _v4, _v5, _v6, _v7, _v8, _v9, _v10, _v11, _v12, _v13, _v14, _v15, _v16, _v17, _v18, _v19, _v20, _v21, _v22, _v23, _v24, _v25, _v26, _v27, _v28, _v29
local _v30, _v31, _v32, _v33, _v34, _v35, _v36, _v37, _v38, _v39, _v40, _v41, _v42, _v43, _v44, _v45, _v46, _v47, _v48, _v49, _v50, _v51, _v52, _v53, _v54, _v55, _v56, _v57, _v58, _v59
local a = context.config
while a.k1 do
  while a.k2 do
    while a.k3 do
      while a.k4 do
        while a.k5 do
          local found = a.k1
            and a.k2
            and a.k3
            and a.k4
            and a.k5
            and a.k6
            and a.k7
            and a.k8
            and a.k9
            and a.k10
            and a.k11
            and a.k12
            and a.k13
            and a.k14
            and a.k15
            and a.k16
            and a.k17
            and a.k18
            and a.k19
            and a.k20
            and a.k21
            and a.k22
            and a.k23
            and a.k24
            and a.k25
            and a.k26
            and a.k27
            and a.k28
            and a.k29
            and a.k30
            and a.k31
            and a.k32
            and a.k33
            and a.k34
            and a.k35
            and a.k36
            and a.k37
            and a.k38
            and a.k39
            and a.k40
            and a.k41
            and a.k42
            and a.k43
            and a.k44
            and a.k45
            and a.k46
            and a.k47
            and a.k48
            and a.k49
            and a.k50
            and a.k51
            and a.k52
            and a.k53
            and a.k54
            and a.k55
            and a.k56
            and a.k57
            and a.k58
            and a.k59
            and a.k60
            and a.k61
            and a.k62
            and a.k63
            and a.k64
            and a.k65
            and a.k66
            and a.k67
            and a.k68
            and a.k69
            and a.k70
            and a.k71
            and a.k72
            and a.k73
            and a.k74
            and a.k75
            and a.k76
            and a.k77
            and a.k78
            and a.k79
            and a.k80
            and a.k81
            and a.k82
            and a.k83
            and a.k84
            and a.k85
            and a.k86
            and a.k87
            and a.k88
            and a.k89
            and a.k90
            and a.k91
            and a.k92
            and a.k93
            and a.k94
            and a.k95
            and a.k96
            and a.k97
            and a.k98
            and a.k99
            and a.k100
            and a.k101
            and a.k102
            and a.k103
            and a.k104
            and a.k105
            and a.k106
            and a.k107
            and a.k108
            and a.k109
            and a.k110
            and a.k111
            and a.k112
            and a.k113
            and a.k114
            and a.k115
            and a.k116
            and a.k117
            and a.k118
            and a.k119
            and a.k120
          _v1 = found
        end
      end
    end
  end
end
return { allowed = _v0 == nil }
