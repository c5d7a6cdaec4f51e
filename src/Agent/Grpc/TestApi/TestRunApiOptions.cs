namespace MyIkev2.Agent.Grpc.TestApi;

/// <summary>
/// The API that every test run serves at the address and port of its setup file. That API knows neither logins nor encryption; ours has those of
/// <c>Grpc:Tls</c> and <c>Grpc:Callers</c>, and these options say how far it may go without.
/// </summary>
internal sealed class TestRunApiOptions
{
    /// <summary>
    /// Whether it may listen beyond loopback without TLS. Otherwise a run whose setup says any address listens on loopback, and one with another address
    /// is refused.
    /// </summary>
    public bool PlainText { get; set; }

    /// <summary>
    /// Roles of callers without a token or certificate, separated by commas, empty for none: those on the same host and, with <see cref="PlainText"/>,
    /// those from elsewhere.
    /// </summary>
    public string AnonymousRoles { get; set; } = "monitor";
}
