namespace MyIkev2.Engine.Policy;

/// <summary>A post-quantum preshared key (RFC 8784). Text forms never show the secret.</summary>
/// <param name="Name">Configured name.</param>
/// <param name="Identity">What both sides call it: the octets of a PPK_ID_FIXED.</param>
/// <param name="Secret">The key.</param>
public sealed record PostQuantumKey(string Name, ValueList<byte> Identity, ValueList<byte> Secret)
{
    public override string ToString() => $"ppk {Name}";
}
