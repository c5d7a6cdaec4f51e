using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using MyIkev2.GrpcHosting.Protocol;

namespace MyIkev2.GrpcHosting.Server;

/// <summary>The context of one call on top of one HTTP request.</summary>
internal sealed class HttpServerCallContext(HttpContext http, IMethod method, CallDeadline deadline, CallResponse response) : ServerCallContext
{
    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;
    private Dictionary<object, object>? _userState;

    public HttpContext HttpContext => http;

    /// <summary>The trailers if the handler has asked for them.</summary>
    public Metadata? TrailersOrNull => _responseTrailers;

    protected override string MethodCore => method.FullName;

    protected override string HostCore => http.Request.Host.Value ?? "";

    protected override string PeerCore => http.Connection.RemoteIpAddress is { } address
        ? FormatPeer(address, http.Connection.RemotePort)
        : $"unix:{http.Connection.Id}";

    protected override DateTime DeadlineCore => deadline.ExpiresAt;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= ReadRequestHeaders();

    protected override CancellationToken CancellationTokenCore => deadline.CancellationToken;

    protected override Metadata ResponseTrailersCore => _responseTrailers ??= [];

    protected override Status StatusCore { get; set; } = Status.DefaultSuccess;

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override IDictionary<object, object> UserStateCore => _userState ??= [];

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => response.WriteHeadersAsync(responseHeaders, deadline.CancellationToken);

    private static string FormatPeer(IPAddress address, int port)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"ipv6:[{address}]:{port}" : $"ipv4:{address}:{port}";
    }

    private Metadata ReadRequestHeaders()
    {
        var metadata = new Metadata();
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in http.Request.Headers)
        {
            if (MetadataHeaders.IsReserved(name))
            {
                continue;
            }

            foreach (string? value in values)
            {
                MetadataHeaders.AddReceived(metadata, name, value ?? "");
            }
        }

        return metadata.Freeze();
    }
}
