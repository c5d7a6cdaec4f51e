using MyIkev2.Registry;

namespace MyIkev2.Engine.Sessions;

/// <summary>The way of one packet: out of a tunnel to the local host, or from the local host into a tunnel.</summary>
/// <param name="Tunnel">The tunnel's interface; <see cref="SessionInterfaces.Outside"/> for one without a number of its own.</param>
/// <param name="IsInbound">True for a packet out of the tunnel.</param>
internal readonly record struct SessionPass(int Tunnel, bool IsInbound)
{
    /// <summary>
    /// How well a session that expects packets to come in by one interface and to leave by another fits: 0 not at all, more for a named tunnel than for
    /// "outside", and more for that than for "any".
    /// </summary>
    /// <remarks>
    /// A packet from tunnel to tunnel passes twice, through the host in between. Of the second pass nobody knows any more where the packet came from, so a
    /// session between two tunnels meets packets on their first, and each once.
    /// </remarks>
    public int RankOf(int comesIn, int leaves) => IsInbound
        ? RankOfTunnel(comesIn)
        : comesIn is SessionInterfaces.Any or SessionInterfaces.Inside ? RankOfTunnel(leaves) : 0;

    private int RankOfTunnel(int named) => named switch
    {
        SessionInterfaces.Any => 1,
        SessionInterfaces.Outside => 2,
        _ when named == Tunnel => 3,
        _ => 0,
    };
}
