namespace MyIkev2.Engine.Radius;

/// <summary>Which sessions a server means (RFC 5176 section 3): those that all given attributes fit. Never empty.</summary>
public sealed record RadiusSelector
{
    public string? SessionId { get; init; }

    public ReadOnlyMemory<byte>? UserName { get; init; }

    /// <summary>Framed-IP-Address, Framed-IPv6-Address.</summary>
    public ValueList<IpAddress> Addresses { get; init; } = [];

    /// <summary>NAS-Port.</summary>
    public uint? Port { get; init; }

    /// <summary>NAS-Port-Id.</summary>
    public string? VpnName { get; init; }

    /// <summary>Calling-Station-Id, in one of the forms that this side gives it.</summary>
    public string? CallingStation { get; init; }

    public bool IsEmpty => SessionId is null && UserName is null && Addresses.Count == 0 && Port is null && VpnName is null && CallingStation is null;

    internal bool Fits(RadiusSession session)
    {
        if (session.Sa is not { } sa)
        {
            return false;
        }

        return (SessionId is null || SessionId == session.Id)
            && (UserName is not { } name || name.Span.SequenceEqual(session.UserName.Span))
            && (Port is null || Port == session.Port)
            && (VpnName is null || VpnName == sa.Name)
            && (CallingStation is null || CallingStation == sa.Path.Remote.ToString() || CallingStation == sa.Path.Remote.Address.ToString())
            && (Addresses.Count == 0 || session.Addresses is var own && Addresses.All(address => own.Contains(address)));
    }
}

/// <summary>What is to become of sessions. A closed set.</summary>
public abstract record RadiusChange
{
    private RadiusChange()
    {
    }

    /// <summary>Disconnect-Request.</summary>
    public sealed record Disconnect : RadiusChange;

    /// <summary>CoA-Request with Session-Timeout: so long from now; zero or less than a second counts as now.</summary>
    public sealed record Extend(TimeSpan SessionTimeout) : RadiusChange;
}
