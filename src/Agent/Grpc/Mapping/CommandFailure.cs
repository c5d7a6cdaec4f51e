using Grpc.Core;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Mapping;

/// <summary>What services say when a command cannot be given or did not succeed.</summary>
internal static class CommandFailure
{
    /// <summary>The gRPC status of a command's end.</summary>
    public static StatusCode CodeOf(CommandStatus status) => status switch
    {
        CommandStatus.NotFound => StatusCode.NotFound,
        CommandStatus.Invalid => StatusCode.InvalidArgument,
        CommandStatus.Conflict => StatusCode.Aborted,
        CommandStatus.Unavailable => StatusCode.Unavailable,
        _ => StatusCode.FailedPrecondition,
    };

    /// <exception cref="RpcException">There is no engine (UNAVAILABLE).</exception>
    public static IEngineControl Required(this IEngineControl? control) => control
        ?? throw new RpcException(new Status(StatusCode.Unavailable, "This agent has no engine that takes commands."));

    /// <exception cref="RpcException">There is no configuration (UNAVAILABLE).</exception>
    public static IConfigurationControl Required(this IConfigurationControl? configuration) => configuration
        ?? throw new RpcException(new Status(StatusCode.Unavailable, "This agent has no configuration to show or change."));

    /// <exception cref="RpcException">There is no certificate folder (UNAVAILABLE).</exception>
    public static ICertificateControl Required(this ICertificateControl? certificates) => certificates
        ?? throw new RpcException(new Status(StatusCode.Unavailable, "This agent has no certificate folder."));
}
