"""How a need is allocated to towns: factors, caps, exemptions, whole homes, draws."""
