using System.Net.Sockets;
using MyIkev2.SnmpProtocol.AgentX;

namespace MyIkev2.Agent.Snmp.AgentX;

/// <summary>What the operator reads of the subagent. The same trouble is told once, until something else happens.</summary>
internal sealed class AgentXLog(ILogger log, AgentXAddress address)
{
    private string _lastTrouble = string.Empty;

    internal void ConnectFailed(SocketException exception, TimeSpan retry) => Trouble(Explain(exception), retry);

    internal void Lost(string reason, TimeSpan retry) => Trouble(reason, retry);

    internal void Fault(Exception exception) => log.LogError(exception, "Answering the AgentX master failed.");

    internal void Closed() => log.LogInformation("AgentX: left the master at {Address}.", address.Text);

    internal void Happened(AgentXEvent happened)
    {
        switch (happened.Kind)
        {
            case AgentXEventKind.Ready:
                _lastTrouble = string.Empty;
                log.LogInformation("AgentX: the MIB is registered with the master at {Address}.", address.Text);
                break;
            case AgentXEventKind.RegistrationRefused when happened.Status == AgentXStatus.DuplicateRegistration:
                log.LogWarning(
                    "AgentX: another subagent has registered {Subtree}{Context} with the same priority; trying again with every ping.",
                    happened.Name, InContext(happened));
                break;
            case AgentXEventKind.RegistrationRefused:
                log.LogWarning(
                    "AgentX: the master refused to register {Subtree}{Context}: {Status}; trying again with every ping.",
                    happened.Name, InContext(happened), happened.Status);
                break;
            case AgentXEventKind.CapabilityRefused:
                log.LogInformation("AgentX: the master did not take {Name} into its sysORTable: {Status}.", happened.Name, happened.Status);
                break;
            case AgentXEventKind.NotificationRefused:
                log.LogWarning("AgentX: the master refused a notification: {Status}.", happened.Status);
                break;
        }
    }

    /// <summary>Why a session ended, in words; null for events that do not end one.</summary>
    internal static string? Ending(in AgentXEvent happened) => happened.Kind switch
    {
        AgentXEventKind.OpenRefused => $"the master refused the session: {happened.Status}",
        AgentXEventKind.ClosedByMaster => $"the master closed the session: {happened.Reason}",
        AgentXEventKind.GivenUp when happened.Reason == AgentXCloseReason.Timeouts => "the master does not answer",
        AgentXEventKind.GivenUp when happened.Reason == AgentXCloseReason.Other => "the master forgot the session",
        AgentXEventKind.GivenUp => "the master sends what is no AgentX",
        _ => null,
    };

    private static string InContext(in AgentXEvent happened) =>
        happened.Context.Length == 0 ? string.Empty : $" in context {happened.Context}";

    private void Trouble(string reason, TimeSpan retry)
    {
        if (reason == _lastTrouble)
        {
            return;
        }

        _lastTrouble = reason;
        log.LogWarning(
            "AgentX: no session with the master at {Address}: {Reason}. Trying again in {Seconds} s, then ever more patiently up to {Longest} s.",
            address.Text, reason, (int)retry.TotalSeconds, (int)ReconnectDelay.Longest.TotalSeconds);
    }

    /// <summary>The common reasons, with what to do about them.</summary>
    private string Explain(SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.AccessDenied when address.IsUnix =>
            $"this user ({Environment.UserName}) may not write to the socket; set agentXPerms in snmpd.conf, for example "
            + "\"agentXPerms 0660 0755 root GROUP\" with a group of this service, and restart snmpd",
        SocketError.AddressNotAvailable or SocketError.ConnectionRefused when address.IsUnix =>
            "nobody listens there; is snmpd running, with \"master agentx\" in snmpd.conf?",
        SocketError.ConnectionRefused =>
            "nobody listens there; is snmpd running, with \"master agentx\" and \"agentXSocket " + address.Text + "\" in snmpd.conf?",
        SocketError.TimedOut => "it cannot be reached",
        _ => exception.Message,
    };
}
