namespace Grpc.Core;

/// <summary>Options of one call of a client.</summary>
public readonly record struct CallOptions
{
    /// <summary>Creates the options.</summary>
    public CallOptions(Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default, WriteOptions? writeOptions = null)
    {
        Headers = headers;
        Deadline = deadline;
        CancellationToken = cancellationToken;
        WriteOptions = writeOptions;
    }

    /// <summary>Metadata for the server.</summary>
    public Metadata? Headers { get; init; }

    /// <summary>When the call ends at the latest (UTC).</summary>
    public DateTime? Deadline { get; init; }

    /// <summary>Ends the call early.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Applies to the request messages.</summary>
    public WriteOptions? WriteOptions { get; init; }

    /// <summary>The same options with other metadata.</summary>
    public CallOptions WithHeaders(Metadata headers) => this with { Headers = headers };

    /// <summary>The same options with another deadline.</summary>
    public CallOptions WithDeadline(DateTime deadline) => this with { Deadline = deadline };

    /// <summary>The same options with another token.</summary>
    public CallOptions WithCancellationToken(CancellationToken cancellationToken) => this with { CancellationToken = cancellationToken };

    /// <summary>The same options with other write options.</summary>
    public CallOptions WithWriteOptions(WriteOptions writeOptions) => this with { WriteOptions = writeOptions };
}
