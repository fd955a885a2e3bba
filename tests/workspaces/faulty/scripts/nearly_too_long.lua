--- Free mail hosts
---
--- Nearly as much code as a script may have.

---@hook before_signup

local DOMAINS = {
  "amber-amber-mail.example", "amber-basalt-mail.example", "amber-cedar-mail.example", "amber-delta-mail.example",
  "amber-ember-mail.example", "amber-fjord-mail.example", "amber-glade-mail.example", "amber-harbor-mail.example",
  "amber-island-mail.example", "amber-juniper-mail.example", "amber-kelp-mail.example", "amber-lagoon-mail.example",
  "amber-meadow-mail.example", "amber-nectar-mail.example", "amber-orchid-mail.example", "amber-prairie-mail.example",
  "amber-quarry-mail.example", "amber-ridge-mail.example", "amber-summit-mail.example", "amber-tundra-mail.example",
  "amber-upland-mail.example", "amber-valley-mail.example", "amber-willow-mail.example", "amber-yonder-mail.example",
  "amber-zephyr-mail.example", "basalt-amber-mail.example", "basalt-basalt-mail.example", "basalt-cedar-mail.example",
  "basalt-delta-mail.example", "basalt-ember-mail.example", "basalt-fjord-mail.example", "basalt-glade-mail.example",
  "basalt-harbor-mail.example", "basalt-island-mail.example", "basalt-juniper-mail.example", "basalt-kelp-mail.example",
  "basalt-lagoon-mail.example", "basalt-meadow-mail.example", "basalt-nectar-mail.example", "basalt-orchid-mail.example",
  "basalt-prairie-mail.example", "basalt-quarry-mail.example", "basalt-ridge-mail.example", "basalt-summit-mail.example",
  "basalt-tundra-mail.example", "basalt-upland-mail.example", "basalt-valley-mail.example", "basalt-willow-mail.example",
  "basalt-yonder-mail.example", "basalt-zephyr-mail.example", "cedar-amber-mail.example", "cedar-basalt-mail.example",
  "cedar-cedar-mail.example", "cedar-delta-mail.example", "cedar-ember-mail.example", "cedar-fjord-mail.example",
  "cedar-glade-mail.example", "cedar-harbor-mail.example", "cedar-island-mail.example", "cedar-juniper-mail.example",
  "cedar-kelp-mail.example", "cedar-lagoon-mail.example", "cedar-meadow-mail.example", "cedar-nectar-mail.example",
  "cedar-orchid-mail.example", "cedar-prairie-mail.example", "cedar-quarry-mail.example", "cedar-ridge-mail.example",
  "cedar-summit-mail.example", "cedar-tundra-mail.example", "cedar-upland-mail.example", "cedar-valley-mail.example",
  "cedar-willow-mail.example", "cedar-yonder-mail.example", "cedar-zephyr-mail.example", "delta-amber-mail.example",
  "delta-basalt-mail.example", "delta-cedar-mail.example", "delta-delta-mail.example", "delta-ember-mail.example",
  "delta-fjord-mail.example", "delta-glade-mail.example", "delta-harbor-mail.example", "delta-island-mail.example",
  "delta-juniper-mail.example", "delta-kelp-mail.example", "delta-lagoon-mail.example", "delta-meadow-mail.example",
  "delta-nectar-mail.example", "delta-orchid-mail.example", "delta-prairie-mail.example", "delta-quarry-mail.example",
  "delta-ridge-mail.example", "delta-summit-mail.example", "delta-tundra-mail.example", "delta-upland-mail.example",
  "delta-valley-mail.example", "delta-willow-mail.example", "delta-yonder-mail.example", "delta-zephyr-mail.example",
  "ember-amber-mail.example", "ember-basalt-mail.example", "ember-cedar-mail.example", "ember-delta-mail.example",
  "ember-ember-mail.example", "ember-fjord-mail.example", "ember-glade-mail.example", "ember-harbor-mail.example",
  "ember-island-mail.example", "ember-juniper-mail.example", "ember-kelp-mail.example", "ember-lagoon-mail.example",
  "ember-meadow-mail.example", "ember-nectar-mail.example", "ember-orchid-mail.example", "ember-prairie-mail.example",
  "ember-quarry-mail.example", "ember-ridge-mail.example", "ember-summit-mail.example", "ember-tundra-mail.example",
  "ember-upland-mail.example", "ember-valley-mail.example", "ember-willow-mail.example", "ember-yonder-mail.example",
  "ember-zephyr-mail.example", "fjord-amber-mail.example", "fjord-basalt-mail.example", "fjord-cedar-mail.example",
  "fjord-delta-mail.example", "fjord-ember-mail.example", "fjord-fjord-mail.example", "fjord-glade-mail.example",
  "fjord-harbor-mail.example", "fjord-island-mail.example", "fjord-juniper-mail.example", "fjord-kelp-mail.example",
  "fjord-lagoon-mail.example", "fjord-meadow-mail.example", "fjord-nectar-mail.example", "fjord-orchid-mail.example",
  "fjord-prairie-mail.example", "fjord-quarry-mail.example", "fjord-ridge-mail.example", "fjord-summit-mail.example",
  "fjord-tundra-mail.example", "fjord-upland-mail.example", "fjord-valley-mail.example", "fjord-willow-mail.example",
  "fjord-yonder-mail.example", "fjord-zephyr-mail.example", "glade-amber-mail.example", "glade-basalt-mail.example",
  "glade-cedar-mail.example", "glade-delta-mail.example", "glade-ember-mail.example", "glade-fjord-mail.example",
  "glade-glade-mail.example", "glade-harbor-mail.example", "glade-island-mail.example", "glade-juniper-mail.example",
  "glade-kelp-mail.example", "glade-lagoon-mail.example", "glade-meadow-mail.example", "glade-nectar-mail.example",
  "glade-orchid-mail.example", "glade-prairie-mail.example", "glade-quarry-mail.example", "glade-ridge-mail.example",
}

for _, domain in ipairs(DOMAINS) do
  if context.email:sub(-#domain) == domain then
    return { allowed = false, error = "Please use a business address." }
  end
end

return { allowed = true }
