using Grpc.Net.Client;

namespace MyIkev2.GrpcHosting.Client;

/// <summary>What all calls of a channel share.</summary>
internal sealed record ClientRuntime(HttpMessageInvoker Http, Uri Address, string Target, GrpcChannelOptions Options, CancellationToken Shutdown);
