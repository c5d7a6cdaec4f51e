namespace MyIkev2.Agent.Grpc.Sessions;

/// <summary>How the session table speaks over gRPC; its bounds and times are in section <c>Sessions</c>.</summary>
internal sealed class SessionServiceOptions
{
    /// <summary>Sessions in one stream of AddSession at most. The mask of failed ones has a bit for the first 64.</summary>
    public int BatchLimit { get; set; } = 64;

    /// <summary>What <c>responseerror.errorstatus</c> holds.</summary>
    public SessionErrorCodes ErrorCodes { get; set; } = SessionErrorCodes.AddSessionStatus;

    /// <summary>How it is said that a session is not there.</summary>
    public MissingSession Missing { get; set; } = MissingSession.Reply;

    /// <summary>The octet order of the hosts whose <c>in_addr</c> stands in the IPv4 fields.</summary>
    public Ipv4Order Ipv4Order { get; set; } = Ipv4Order.Little;

    /// <summary>Everything that is wrong, one line each.</summary>
    public void Validate(string name, List<string> failures)
    {
        if (BatchLimit is < 1 or > 4096)
        {
            failures.Add($"{name}:{nameof(BatchLimit)} must be 1 to 4096, not {BatchLimit}.");
        }
    }
}

/// <summary>Numbers that servers of this API put into <c>responseerror.errorstatus</c>.</summary>
internal enum SessionErrorCodes
{
    AddSessionStatus,
    Grpc,
}

/// <summary>Ways of servers of this API to say that a session is not there.</summary>
internal enum MissingSession
{
    /// <summary>Status OK, and the reply's <c>requeststatus</c> says it.</summary>
    Reply,

    /// <summary>Status NOT_FOUND.</summary>
    Status,
}

/// <summary>Octet orders.</summary>
internal enum Ipv4Order
{
    Little,
    Big,
}
