"""The national hospital interface: the envelope that hospital systems already speak, in front of the same gate."""
