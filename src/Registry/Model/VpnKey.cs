namespace MyIkev2.Registry;

/// <summary>What tells vpns apart.</summary>
/// <param name="Vrf">The VRF.</param>
/// <param name="Name">The name, unique within it.</param>
public readonly record struct VpnKey(string Vrf, string Name);
