using MyIkev2.NmsecProtocol.Dialect;

namespace MyIkev2.NmsecProtocol.Client;

/// <summary>Settings of a client.</summary>
public sealed record NmsecClientOptions
{
    /// <summary>Where a server listens unless told otherwise.</summary>
    public static string DefaultSocketPath => NmsecSocketPaths.System(NmsecService.IpSecurity);

    /// <summary>The dialect to speak.</summary>
    public NmsecDialect Dialect { get; init; } = NmsecDialect.Design1;

    /// <summary>The largest record taken from a server, in bytes.</summary>
    public int MaximumRecordLength { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// How long to wait for the server's initialization message. A server that is not ready says nothing for a while, so this is longer than the 30
    /// seconds after which it gives up itself.
    /// </summary>
    public TimeSpan GreetingTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How long the server may be silent in the middle of an answer or before it; a long answer that keeps coming takes as long as it takes.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What the two timeouts are measured with.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
