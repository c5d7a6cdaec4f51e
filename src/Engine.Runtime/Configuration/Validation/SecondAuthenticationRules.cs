namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>The second proof of the side that initiates (RFC 4739): one side has it, and it fits the first.</summary>
internal static class SecondAuthenticationRules
{
    public const string Container = "second-auth";

    private const string Local = "local-auth-method";
    private const string Remote = "remote-auth-method";

    public static void Check(ConfigNode vpn, PolicyView policy, Func<bool> hasTls, ConfigDiagnostics diagnostics)
    {
        if (vpn.Container(Container) is not { } second)
        {
            return;
        }

        var (local, remote) = (second.Value(Local), second.Value(Remote));
        if (local is null == remote is null)
        {
            diagnostics.Error(second.Position, second.Path, local is null
                ? $"{Local} or {Remote} is missing: who proves itself again, and how?"
                : $"the side that initiates proves itself again: {Local} or {Remote}, not both");
            return;
        }

        var (leaf, method) = local is not null ? (Local, local) : (Remote, remote!);
        var other = leaf == Local ? Remote : Local;
        if (method.Text == EapRules.Only || policy.Get<string>(Local) == EapRules.Only || policy.Get<string>(Remote) == EapRules.Only)
        {
            diagnostics.Error(method.Position, second.PathOf(leaf), $"{EapRules.Only} does not go with a second proof");
        }

        if (EapRules.IsEap(policy.Get<string>(other)) || policy.Get<string>(other) == RadiusRules.ByEap)
        {
            diagnostics.Error(method.Position, second.PathOf(leaf), $"a second proof is for the side that initiates, and so is EAP, which is the {other} of the vpn");
        }

        if (leaf == Local && (RadiusRules.IsMethod(method.Text) || EapRules.IsForPeersOnly(method.Text)))
        {
            diagnostics.Error(method.Position, second.PathOf(leaf), $"{method.Text} is for peers: as {Remote}");
        }

        var needsTls = EapRules.NeedsTls(method.Text);
        if (needsTls && !hasTls())
        {
            diagnostics.Error(method.Position, second.PathOf(leaf), $"{method.Text} needs libssl of OpenSSL 3, which this host does not have");
        }

        if ((needsTls || (leaf == Local && method.Text == "certificate")) && (second.Value("certificate") ?? vpn.Value("certificate")) is null)
        {
            diagnostics.Error(method.Position, second.PathOf(leaf), $"certificate is missing: {leaf} is {method.Text}");
        }
    }

    /// <summary>The word of the peer's second method; null where it has none.</summary>
    public static string? RemoteMethodOf(ConfigNode vpn) => vpn.Container(Container)?.Value(Remote)?.Text;
}
