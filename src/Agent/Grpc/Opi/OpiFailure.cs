using Grpc.Core;
using MyIkev2.Agent.Grpc.Mapping;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Opi;

/// <summary>Failures of OPI's IPsec service, in the words that its clients know from strongSwan.</summary>
internal static class OpiFailure
{
    private const string ReferencePrefix = "vici: command failed: ";

    public static RpcException Invalid(string detail) => New(StatusCode.InvalidArgument, detail);

    /// <summary>A field whose value is wrong.</summary>
    public static RpcException InvalidField(string field, string detail) => Invalid($"{field}: {detail}");

    /// <summary>A field that means something which this product does not do.</summary>
    public static RpcException Unsupported(string field, string detail) => New(StatusCode.Unimplemented, $"{field}: {detail}");

    public static RpcException NotFound(string detail) => New(StatusCode.NotFound, detail);

    public static RpcException New(StatusCode code, string detail) => new(new Status(code, detail));

    /// <summary>What the engine or the configuration says of a command.</summary>
    public static RpcException Of(CommandResult result, string what) => New(
        CommandFailure.CodeOf(result.Status),
        result.Message.Length > 0 ? $"{what}: {result.Message}" : what);

    /// <summary>The failure as the reference implementation would report it.</summary>
    public static RpcException AsReference(RpcException failure) => New(StatusCode.Unknown, ReferencePrefix + failure.Status.Detail);
}
