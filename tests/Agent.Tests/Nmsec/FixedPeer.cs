using Microsoft.AspNetCore.Connections;
using MyIkev2.Agent.Nmsec;

namespace MyIkev2.Agent.Tests.Nmsec;

/// <summary>Whoever connects is this user.</summary>
internal sealed class FixedPeer(uint user) : IPeerCredentialsReader
{
    /// <summary>A user and group that nobody has.</summary>
    public const uint Stranger = 3_999_999_999;

    public PeerCredentials Read(ConnectionContext connection) => new(4711, user, Stranger, []);
}
