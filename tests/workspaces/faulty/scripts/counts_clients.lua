--- Counts what registers, and looks at nothing

helpers.metrics.count("clients")
