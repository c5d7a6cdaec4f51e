using System.Globalization;
using MyIkev2.Agent.Grpc.Opi.DialectA;
using MyIkev2.Registry;
using static MyIkev2.Agent.Grpc.Opi.DialectA.TrafficSelectors.Types;

namespace MyIkev2.Agent.Grpc.Opi;

/// <summary>The children of a connection of OPI's messages as lines of configuration: security policies of its vpn.</summary>
internal sealed class ChildReader(ProposalReader proposals)
{
    private static readonly TimeSpan RekeyTime = TimeSpan.FromHours(1);

    /// <summary>The lines of a connection's children.</summary>
    /// <exception cref="global::Grpc.Core.RpcException">A field cannot be done; the detail names it.</exception>
    public void Read(Connection connection, ConfigurationLines lines)
    {
        string[] policy = ["vpn", connection.Name, "ipsec-policy"];

        // Nothing starts by itself: who loads a connection initiates it, or lets the peer.
        lines.Set([.. policy, "start-action", "none"]);
        lines.Set([.. policy, "close-action", "none"]);
        lines.Set([.. policy, "dpd-action", "clear"]);
        ReadChildPolicy(connection, policy, lines);

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < connection.Children.Count; i++)
        {
            Child child = connection.Children[i];
            string field = $"connection.children[{i}]";
            if (child.Name.Length == 0)
            {
                throw OpiFailure.InvalidField($"{field}.name", "it is empty.");
            }

            if (!names.Add(child.Name))
            {
                throw OpiFailure.InvalidField($"{field}.name", $"there is a child '{child.Name}' before it.");
            }

            RefuseWhatIsNotDone(child, field);
            string[] path = ["vpn", connection.Name, "security-policy", child.Name];
            lines.Set(path);
            if (child.AgProposals is not null)
            {
                lines.Set([.. path, "action", "ah"]);
            }

            SetSelectors($"{field}.local_ts", child.LocalTs, [.. path, "local-ts"], lines);
            SetSelectors($"{field}.remote_ts", child.RemoteTs, [.. path, "remote-ts"], lines);
        }
    }

    /// <summary>The configuration has one such policy for all children of a vpn, so they must agree.</summary>
    private void ReadChildPolicy(Connection connection, string[] policy, ConfigurationLines lines)
    {
        Child? esp = Agreed(connection, "esp_proposals", static child => child.AgProposals is null, static child => child.EspProposals);
        Child? ah = Agreed(connection, "ag_proposals", static child => child.AgProposals is not null, static child => child.AgProposals);
        if (esp is not null)
        {
            lines.SetProposal(
                esp.EspProposals is { } own ? proposals.Esp("connection.children.esp_proposals", own) : DefaultProposals.Esp, [.. policy, "esp-proposal"]);
        }

        if (ah is not null)
        {
            lines.SetProposal(proposals.Ah("connection.children.ag_proposals", ah.AgProposals), [.. policy, "ah-proposal"]);
        }

        Child? first = Agreed(connection, "rekey_time, life_time or rand_time", static _ => true, static child => (child.RekeyTime, child.LifeTime, child.RandTime));
        if (first is not null)
        {
            uint rekey = first.RekeyTime > 0 ? first.RekeyTime : OpiWords.WholeSeconds(RekeyTime);
            if (first.LifeTime > 0 && first.LifeTime < rekey)
            {
                throw OpiFailure.InvalidField("connection.children.life_time", $"{first.LifeTime} s is less than the rekey time of {rekey} s.");
            }

            lines.SetSeconds(first.RekeyTime, [.. policy, "rekey-time"]);
            lines.SetSeconds(first.LifeTime, [.. policy, "life-time"]);
            lines.SetSeconds(first.RandTime, [.. policy, "rand-time"]);
        }
    }

    private static Child? Agreed(Connection connection, string field, Func<Child, bool> concerned, Func<Child, object?> value)
    {
        Child? first = null;
        foreach (Child child in connection.Children.Where(concerned))
        {
            first ??= child;
            if (!Equals(value(first), value(child)))
            {
                throw OpiFailure.InvalidField($"connection.children.{field}", $"'{first.Name}' and '{child.Name}' differ; the children of one connection share it. Load two connections.");
            }
        }

        return first;
    }

    private static void RefuseWhatIsNotDone(Child child, string field)
    {
        if (child is { AgProposals: not null, EspProposals: not null })
        {
            throw OpiFailure.InvalidField($"{field}.ag_proposals", "a child has AH or ESP, not both.");
        }

        if (child.Updown.Length > 0)
        {
            throw OpiFailure.Unsupported($"{field}.updown", "commands of callers are not run here.");
        }

        string? unsupported = child switch
        {
            { Inactivity: > 0 } => "inactivity",
            { MarkIn: > 0 } => "mark_in",
            { MarkOut: > 0 } => "mark_out",
            { SetMarkIn: > 0 } => "set_mark_in",
            { SetMarkOut: > 0 } => "set_mark_out",
            _ when OpiWords.YesNo($"{field}.mark_in_sa", child.MarkInSa) == true => "mark_in_sa",
            { HwOffload: not ("" or "no" or "auto") } => "hw_offload",
            _ => null,
        };
        if (unsupported is not null)
        {
            throw OpiFailure.Unsupported($"{field}.{unsupported}", "not supported yet.");
        }
    }

    private static void SetSelectors(string field, TrafficSelectors? selectors, string[] path, ConfigurationLines lines)
    {
        if (selectors is null || selectors.Ts.Count == 0)
        {
            return;
        }

        TrafficSelector first = selectors.Ts[0];
        foreach (TrafficSelector selector in selectors.Ts)
        {
            if (selector.Proto != first.Proto || selector.Port != first.Port)
            {
                throw OpiFailure.InvalidField(field, "the selectors of one side share protocol and port.");
            }

            if (selector.Cidr is not ("" or ConfiguredSelectorInfo.Dynamic))
            {
                lines.Set([.. path, "subnet", selector.Cidr]);
            }
        }

        if (ProtocolNames.Number($"{field}.proto", first.Proto) is { } protocol and > 0)
        {
            lines.Set([.. path, "protocol", protocol.ToString(CultureInfo.InvariantCulture)]);
        }

        if (first.Port.Length > 0)
        {
            lines.Set([.. path, "port", first.Port]);
        }
    }
}
