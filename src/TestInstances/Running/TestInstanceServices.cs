using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Engine.Crypto;

namespace MyIkev2.TestInstances.Running;

/// <summary>What a <see cref="TestInstance"/> stands on. Instances may share all of it.</summary>
public sealed record TestInstanceServices
{
    /// <summary>Not disposed by the instance.</summary>
    public required ICryptoProvider Crypto { get; init; }

    /// <summary>Takes the engine's own log. While somebody subscribes to debug events, that has a line for every message.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>For displays.</summary>
    public string Version { get; init; } = string.Empty;
}
