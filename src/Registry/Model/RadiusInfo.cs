using System.Net;

namespace MyIkev2.Registry;

/// <summary>What is known of the RADIUS servers at one moment. Each count is exact; together they are not one instant.</summary>
public sealed record RadiusInfo
{
    /// <summary>In the order in which they are asked.</summary>
    public required IReadOnlyList<RadiusServerInfo> Servers { get; init; }

    /// <summary>Peers that wait for an answer.</summary>
    public required ulong PeersWaiting { get; init; }

    /// <summary>Peers for whom nobody was asked because too many waited.</summary>
    public required ulong PeersRefused { get; init; }

    /// <summary>The servers are told of sessions.</summary>
    public required bool IsAccounting { get; init; }

    /// <summary>Accounting records that wait for a server.</summary>
    public required ulong RecordsWaiting { get; init; }

    /// <summary>Accounting records that a server has confirmed.</summary>
    public required ulong RecordsConfirmed { get; init; }

    /// <summary>Accounting records that no server has confirmed.</summary>
    public required ulong RecordsLost { get; init; }

    /// <summary>Where servers may end and change sessions; null where they may not, or the port could not be had.</summary>
    public EndpointInfo? DynamicAuthorization { get; init; }

    /// <summary>Requests to end or change sessions that were answered, repeats included.</summary>
    public ulong RequestsAnswered { get; init; }

    /// <summary>Such requests that were dropped: of strangers, malformed, with a wrong secret, or too old.</summary>
    public ulong RequestsDropped { get; init; }
}

/// <summary>A RADIUS server and the counters of RFC 4668 and RFC 4670, of authentication and accounting together.</summary>
public sealed record RadiusServerInfo
{
    /// <summary>Configured name.</summary>
    public required string Name { get; init; }

    /// <summary>Its address.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>UDP port of authentication.</summary>
    public required ushort AuthenticationPort { get; init; }

    /// <summary>UDP port of accounting.</summary>
    public required ushort AccountingPort { get; init; }

    /// <summary>Servers with a higher one are asked first.</summary>
    public required int Preference { get; init; }

    /// <summary>It did not answer lately: others are asked before it.</summary>
    public required bool IsDead { get; init; }

    /// <summary>Requests, without repeats.</summary>
    public required ulong Requests { get; init; }

    /// <summary>Requests sent again.</summary>
    public required ulong Retransmissions { get; init; }

    /// <summary>Genuine answers.</summary>
    public required ulong Responses { get; init; }

    /// <summary>Requests that were given up.</summary>
    public required ulong Timeouts { get; init; }

    /// <summary>Answers of somebody without the secret, or for another request.</summary>
    public required ulong BadAuthenticators { get; init; }

    /// <summary>Answers whose lengths did not add up.</summary>
    public required ulong MalformedResponses { get; init; }

    /// <summary>Answers that nothing waited for.</summary>
    public required ulong PacketsDropped { get; init; }
}
