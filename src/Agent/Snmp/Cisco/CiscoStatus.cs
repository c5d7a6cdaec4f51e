namespace MyIkev2.Agent.Snmp.Cisco;

/// <summary>TunnelStatus.</summary>
internal static class CiscoStatus
{
    internal const int Active = 1;
    internal const int Destroy = 2;
}
