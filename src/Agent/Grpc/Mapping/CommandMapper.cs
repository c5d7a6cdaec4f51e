using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Mapping;

/// <summary>Commands of requests as the registry's commands, and their results as messages.</summary>
internal static class CommandMapper
{
    /// <summary>Null when the request has no command or an incomplete one; <paramref name="mistake"/> then says which.</summary>
    public static EngineCommand? FromMessage(V1.ExecuteRequest request, out string mistake) =>
        OfMessage(request, out mistake) is { } command ? command with { Vrf = request.HasVrf ? request.Vrf : null } : null;

    private static EngineCommand? OfMessage(V1.ExecuteRequest request, out string mistake)
    {
        mistake = "";
        switch (request.CommandCase)
        {
            case V1.ExecuteRequest.CommandOneofCase.InitiateChild when request.InitiateChild.SecurityPolicy.Length == 0:
                mistake = "initiate_child.security_policy is empty.";
                return null;
            case V1.ExecuteRequest.CommandOneofCase.InitiateChild:
                return new EngineCommand.InitiateChild(request.InitiateChild.SecurityPolicy, request.InitiateChild.HasVpn ? request.InitiateChild.Vpn : null);
            case V1.ExecuteRequest.CommandOneofCase.InitiateIke when request.InitiateIke.Vpn.Length == 0:
                mistake = "initiate_ike.vpn is empty.";
                return null;
            case V1.ExecuteRequest.CommandOneofCase.InitiateIke:
                return new EngineCommand.InitiateIke(request.InitiateIke.Vpn);
            case V1.ExecuteRequest.CommandOneofCase.RekeyIke:
                return WithSelector(request.RekeyIke, "rekey_ike", static selector => new EngineCommand.RekeyIke(selector), ref mistake);
            case V1.ExecuteRequest.CommandOneofCase.RekeyChild:
                return WithSelector(request.RekeyChild, "rekey_child", static selector => new EngineCommand.RekeyChild(selector), ref mistake);
            case V1.ExecuteRequest.CommandOneofCase.ReauthenticateIke:
                return WithSelector(request.ReauthenticateIke, "reauthenticate_ike", static selector => new EngineCommand.ReauthenticateIke(selector), ref mistake);
            case V1.ExecuteRequest.CommandOneofCase.RedirectIke:
                if (!System.Net.IPAddress.TryParse(request.RedirectIke.Gateway, out var gateway))
                {
                    mistake = "redirect_ike.gateway is not an IPv4 or IPv6 address.";
                    return null;
                }

                return WithSelector(request.RedirectIke.Selector ?? new V1.SaSelector(), "redirect_ike.selector", selector => new EngineCommand.RedirectIke(selector, gateway), ref mistake);
            case V1.ExecuteRequest.CommandOneofCase.FlushIke:
                return WithSelector(request.FlushIke, "flush_ike", static selector => new EngineCommand.FlushIke(selector), ref mistake);
            case V1.ExecuteRequest.CommandOneofCase.FlushChild:
                return WithSelector(request.FlushChild, "flush_child", static selector => new EngineCommand.FlushChild(selector), ref mistake);
            case V1.ExecuteRequest.CommandOneofCase.StartPings:
                return PingMapper.FromMessage(request.StartPings, out mistake);
            case V1.ExecuteRequest.CommandOneofCase.StopPings:
                return new EngineCommand.StopPings(request.StopPings.HasVpn ? request.StopPings.Vpn : null);
            case V1.ExecuteRequest.CommandOneofCase.ClearPings:
                return new EngineCommand.ClearPings();
            case V1.ExecuteRequest.CommandOneofCase.ActivateManualTunnel:
                return WithSelector(request.ActivateManualTunnel, "activate_manual_tunnel", static selector => new EngineCommand.ActivateManualTunnel(selector), ref mistake);
            case V1.ExecuteRequest.CommandOneofCase.DeactivateManualTunnel:
                return WithSelector(request.DeactivateManualTunnel, "deactivate_manual_tunnel", static selector => new EngineCommand.DeactivateManualTunnel(selector), ref mistake);
            default:
                mistake = "command: the request has none that this agent knows.";
                return null;
        }
    }

    public static ConfigurationQuery ToQuery(V1.ShowConfigurationRequest request) => new(request.Path)
    {
        WithDefaults = !request.Nodefault,
        RevealSecrets = request.RevealSecrets,
        Form = EnumMapper.FromMessage(request.Form),
        CandidateLines = request.CandidateLines,
    };

    public static V1.CommandResult ToMessage(CommandResult result) => new()
    {
        Status = EnumMapper.ToMessage(result.Status),
        Affected = (uint)result.Affected,
        Message = result.Message,
        Lines = { result.Lines },
    };

    public static V1.ConfigurationError ToMessage(InputError error) => new()
    {
        Line = (uint)error.Line,
        Column = (uint)error.Column,
        Message = error.Message,
        OfWhole = error.IsOfWhole,
    };

    private static EngineCommand? WithSelector(V1.SaSelector selector, string member, Func<SaSelector, EngineCommand> command, ref string mistake)
    {
        switch (selector.SelectorCase)
        {
            case V1.SaSelector.SelectorOneofCase.Name when selector.Name.Length > 0:
                return command(new SaSelector(selector.Name));
            case V1.SaSelector.SelectorOneofCase.UniqueId when selector.UniqueId > 0:
                return command(SaSelector.ByUniqueId(selector.UniqueId));
            case V1.SaSelector.SelectorOneofCase.All when selector.All:
                return command(SaSelector.All);
            default:
                // A forgotten selector must never mean every SA.
                mistake = $"{member}: it needs a name, a unique_id, or all = true.";
                return null;
        }
    }
}
