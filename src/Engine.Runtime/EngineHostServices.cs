using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.DataPlane;
using MyIkev2.Engine.Runtime.Diagnostics;
using MyIkev2.Engine.Runtime.Revocation;
using MyIkev2.Engine.Runtime.Sessions;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Runtime.Tun.Routes;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime;

/// <summary>What an <see cref="EngineHost"/> stands on.</summary>
public sealed record EngineHostServices
{
    public required ICryptoProvider Crypto { get; init; }

    /// <summary>Where Child SAs go; null = the engine carries their packets itself, between its sockets and the tunnel device.</summary>
    public IDataPlane? DataPlane { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    /// <summary>Facts of the service for displays; the host fills in what it knows itself.</summary>
    public required EngineInfo Info { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public EngineLogLevels LogLevels { get; init; } = EngineLogLevels.Default;

    /// <summary>
    /// The device of the tunnels' inner packets, for tests and embedders; null = as <see cref="EngineRuntimeOptions.Tunnel"/> says. It needs a
    /// queue for every shard. The caller disposes it.
    /// </summary>
    public ITunDevice? TunDevice { get; init; }

    /// <summary>Hears which packets are to come to <see cref="TunDevice"/>; without one, nobody does.</summary>
    public IRouteSink? Routes { get; init; }

    /// <summary>The session table; there is none where <see cref="DataPlane"/> carries the packets.</summary>
    public FlowSessionOptions Sessions { get; init; } = new();

    /// <summary>Whom to ask for the host's interfaces; null = the system.</summary>
    public IHostInterfaces? Interfaces { get; init; }

    /// <summary>How responders and revocation lists are reached; null = by HTTP.</summary>
    internal IRevocationTransport? RevocationTransport { get; init; }

    /// <summary>Further readers of the engine's events.</summary>
    public IReadOnlyList<IEngineEventSink> EventSinks { get; init; } = [];
}
