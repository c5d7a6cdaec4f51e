using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Mapping;

/// <summary>
/// Registry enumerations to those of the API. The numbers differ where the API keeps 0 for "unspecified"; a test compares all names.
/// </summary>
internal static class EnumMapper
{
    public static V1.IkeTunnelState ToMessage(IkeTunnelState state) => (V1.IkeTunnelState)((int)state + 1);

    public static V1.IkeTunnelActivity ToMessage(IkeTunnelActivity activity) => (V1.IkeTunnelActivity)activity;

    public static V1.IpsecTunnelState ToMessage(IpsecTunnelState state) => (V1.IpsecTunnelState)((int)state + 1);

    public static V1.ActivationMethod ToMessage(ActivationMethod method) => (V1.ActivationMethod)method;

    public static V1.IpsecMode ToMessage(IpsecMode mode) => (V1.IpsecMode)((int)mode + 1);

    public static V1.IpsecProtocol ToMessage(IpsecProtocol protocol) => (V1.IpsecProtocol)protocol;

    public static V1.CloseReason ToMessage(CloseReason reason) => (V1.CloseReason)reason;

    public static V1.TunnelChangeKind ToMessage(TunnelChangeKind kind) => (V1.TunnelChangeKind)kind;

    public static V1.FailurePhase ToMessage(FailurePhase phase) => (V1.FailurePhase)phase;

    public static V1.FailureCause ToMessage(FailureCause cause) => (V1.FailureCause)cause;

    public static V1.CommandStatus ToMessage(CommandStatus status) => (V1.CommandStatus)((int)status + 1);

    public static V1.PingTaskState ToMessage(PingTaskState state) => (V1.PingTaskState)((int)state + 1);

    public static V1.IpFilterKind ToMessage(IpFilterKind kind) => (V1.IpFilterKind)kind;

    public static V1.IpFilterAction ToMessage(IpFilterAction action) => (V1.IpFilterAction)action;

    /// <summary>Blocks for "unspecified", and for forms that this version does not know.</summary>
    public static ConfigurationForm FromMessage(V1.ConfigurationForm form) =>
        form != V1.ConfigurationForm.Unspecified && Enum.IsDefined(form) ? (ConfigurationForm)((int)form - 1) : ConfigurationForm.Blocks;

    /// <summary>What is in force for "unspecified", and for sets that this version does not know.</summary>
    public static IpFilterSet FromMessage(V1.IpFilterSet set) =>
        set != V1.IpFilterSet.Unspecified && Enum.IsDefined(set) ? (IpFilterSet)((int)set - 1) : IpFilterSet.Current;

    /// <summary>Null for "unspecified" and for values that this version does not know.</summary>
    public static IkeTunnelState? FromMessage(V1.IkeTunnelState state) =>
        state != V1.IkeTunnelState.Unspecified && Enum.IsDefined(state) ? (IkeTunnelState)((int)state - 1) : null;
}
