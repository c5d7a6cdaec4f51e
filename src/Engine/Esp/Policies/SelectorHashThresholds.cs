namespace MyIkev2.Engine.Esp;

/// <summary>The way of the packets that a security policy is for.</summary>
public enum PolicyDirection
{
    Out,
    In,
}

/// <summary>
/// Which security policies are found by hash, and how many bits of their addresses are in its key (<c>sp-hash-ipv4</c>, <c>sp-hash-ipv6</c>):
/// those whose local and remote prefixes are both at least this long. The others are found by their prefixes.
/// </summary>
/// <param name="Ipv4Local">0..32.</param>
/// <param name="Ipv4Remote">0..32.</param>
/// <param name="Ipv6Local">0..128.</param>
/// <param name="Ipv6Remote">0..128.</param>
public readonly record struct SelectorHashThresholds(int Ipv4Local, int Ipv4Remote, int Ipv6Local, int Ipv6Remote)
{
    public static SelectorHashThresholds Default { get; } = new(32, 32, 128, 128);

    /// <summary>True when a policy for packets from <paramref name="source"/> to <paramref name="destination"/> is hashed.</summary>
    public bool IsHashed(in IpPrefix source, in IpPrefix destination, PolicyDirection direction)
    {
        var (local, remote) = direction == PolicyDirection.Out ? (source, destination) : (destination, source);
        return local.Address.Length == remote.Address.Length
            && local.Length >= Local(local.Address.IsIpv6)
            && remote.Length >= Remote(local.Address.IsIpv6);
    }

    public int Local(bool ipv6) => ipv6 ? Ipv6Local : Ipv4Local;

    public int Remote(bool ipv6) => ipv6 ? Ipv6Remote : Ipv4Remote;
}
