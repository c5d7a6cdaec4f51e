namespace Grpc.Net.Client;

/// <summary>Options of a channel.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>The largest response message in octets, after expanding; null for no limit. 4 MiB by default.</summary>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>The largest request message in octets, before compression; null for no limit.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>The HTTP/2 handler to use, which the caller keeps; null makes one that the channel disposes.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>The clock of deadlines.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;
}
