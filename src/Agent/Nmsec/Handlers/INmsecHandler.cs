using MyIkev2.NmsecProtocol;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Handlers;

/// <summary>A request that has passed every check that does not depend on its type.</summary>
internal sealed class NmsecRequest
{
    /// <summary>The header.</summary>
    public required FrameHeader Header { get; init; }

    /// <summary>What is requested.</summary>
    public required NmsecMessageType Type { get; init; }

    /// <summary>The input records. Valid until the handler has returned.</summary>
    public required ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>The one view that the whole answer comes from.</summary>
    public required RegistryView View { get; init; }

    /// <summary>The stack that is asked; empty for requests about all stacks.</summary>
    public required string Stack { get; init; }

    /// <summary>What the client has a right to.</summary>
    public required PeerRights Rights { get; init; }
}

/// <summary>What a handler says: an error, or records.</summary>
/// <param name="Error">The error, or none.</param>
/// <param name="Records">The records, if there is no error.</param>
internal readonly record struct NmsecAnswer(NmsecError Error, RecordSource? Records);

/// <summary>Answers one type of request.</summary>
internal interface INmsecHandler
{
    /// <summary>Reads the request's input records and finds what to answer. Nothing is written yet.</summary>
    ValueTask<NmsecAnswer> HandleAsync(NmsecRequest request, CancellationToken cancellation);
}
