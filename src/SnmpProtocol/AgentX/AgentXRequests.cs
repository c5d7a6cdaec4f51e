using System.Text;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Notifications;

namespace MyIkev2.SnmpProtocol.AgentX;

/// <summary>A request that the master has not answered yet.</summary>
/// <param name="Type">What was asked.</param>
/// <param name="Deadline">When the answer is overdue.</param>
/// <param name="Name">The sub-tree or capability.</param>
/// <param name="Context">Its context.</param>
internal readonly record struct AgentXRequest(AgentXPduType Type, TimeSpan Deadline, ObjectIdentifier? Name = null, string Context = "");

/// <summary>What the subagent asks of the master: writes the PDUs and pairs the answers with them.</summary>
internal sealed class AgentXRequests(AgentXSessionOptions options, AgentXWriter output)
{
    private readonly Dictionary<uint, AgentXRequest> _unanswered = [];
    private readonly HashSet<(ObjectIdentifier Name, string Context)> _refused = [];
    private uint _sessionId;
    private uint _packetId;
    private int _notifications;
    private int _registrations;

    /// <summary>When the oldest answer is overdue; null if none is awaited.</summary>
    internal TimeSpan? NextDeadline { get; private set; }

    /// <summary>Number of registrations that the master accepted.</summary>
    internal int Registered { get; private set; }

    /// <summary>Whether no registration waits for its answer.</summary>
    internal bool IsRegistrationAnswered => _registrations == 0;

    internal void Open(TimeSpan now)
    {
        output.BeginPdu();
        output.WriteBytes(options.Timeout);
        output.WriteObjectIdentifier(options.Id);
        output.WriteOctetString(Encoding.UTF8.GetBytes(options.Description));
        End(new AgentXRequest(AgentXPduType.Open, now + options.ResponseTimeout));
    }

    /// <summary>Registers everything in every context.</summary>
    internal void Register(uint sessionId, TimeSpan now)
    {
        _sessionId = sessionId;
        foreach (var context in options.Contexts)
        {
            foreach (var subtree in options.Subtrees)
            {
                Register(subtree, context, now);
            }
        }

        foreach (var capability in options.Capabilities)
        {
            output.BeginPdu();
            output.WriteObjectIdentifier(capability.Id);
            output.WriteOctetString(Encoding.UTF8.GetBytes(capability.Description));
            End(new AgentXRequest(AgentXPduType.AddAgentCaps, now + options.ResponseTimeout, capability.Id));
        }
    }

    /// <summary>Asks again for what was refused: the other subagent may have gone.</summary>
    internal void RegisterRefused(TimeSpan now)
    {
        foreach (var (name, context) in _refused)
        {
            Register(name, context, now);
        }
    }

    internal void Ping(TimeSpan now)
    {
        output.BeginPdu();
        End(new AgentXRequest(AgentXPduType.Ping, now + options.ResponseTimeout));
    }

    internal bool Notify(ReadOnlySpan<byte> varBinds, string context, TimeSpan now)
    {
        if (_notifications >= options.MaximumUnansweredNotifications || VarBindReader.Check(varBinds, out var count) != BerError.None || count == 0)
        {
            return false;
        }

        Span<uint> name = stackalloc uint[ObjectIdentifier.MaximumLength];
        output.BeginPdu();
        BeginContext(context);
        var reader = new VarBindReader(varBinds);
        for (var first = true; reader.MoveNext(name, out var length); first = false)
        {
            if (!first || !name[..length].SequenceEqual(SnmpTrapNames.UpTime.SubIdentifiers))
            {
                AgentXVarBind.TryWrite(output, name[..length], reader.ValueTag, reader.Value);
            }
        }

        End(new AgentXRequest(AgentXPduType.Notify, now + options.ResponseTimeout, Context: context));
        _notifications++;
        return true;
    }

    internal void Close(AgentXCloseReason reason)
    {
        output.BeginPdu();
        output.WriteBytes((byte)reason);
        output.EndPdu(new AgentXHeader(AgentXPduType.Close, AgentXFlags.None, _sessionId, 0, ++_packetId, 0));
        _unanswered.Clear();
        NextDeadline = null;
    }

    /// <summary>Takes the request to which a response belongs.</summary>
    internal bool TryTake(uint packetId, out AgentXRequest request)
    {
        if (!_unanswered.Remove(packetId, out request))
        {
            return false;
        }

        if (request.Type == AgentXPduType.Notify)
        {
            _notifications--;
        }
        else if (request.Type == AgentXPduType.Register)
        {
            _registrations--;
        }

        // Every request is given the same time, so the oldest has the lowest deadline; there are only a few.
        NextDeadline = _unanswered.Count == 0 ? null : _unanswered.Values.Min(waiting => waiting.Deadline);
        return true;
    }

    /// <summary>Notes what the master said of a registration; false if it said the same before.</summary>
    internal bool SetRegistered(in AgentXRequest request, bool accepted)
    {
        var key = (request.Name!, request.Context);
        if (!accepted)
        {
            return _refused.Add(key);
        }

        _refused.Remove(key);
        Registered++;
        return true;
    }

    private void Register(ObjectIdentifier subtree, string context, TimeSpan now)
    {
        output.BeginPdu();
        BeginContext(context);
        output.WriteBytes(options.Timeout, options.Priority);
        output.WriteObjectIdentifier(subtree);
        _registrations++;
        End(new AgentXRequest(AgentXPduType.Register, now + options.ResponseTimeout, subtree, context));
    }

    private void BeginContext(string context)
    {
        if (context.Length > 0)
        {
            output.WriteOctetString(Encoding.UTF8.GetBytes(context));
        }
    }

    private void End(in AgentXRequest request)
    {
        var flags = request.Context.Length > 0 ? AgentXFlags.NonDefaultContext : AgentXFlags.None;
        output.EndPdu(new AgentXHeader(request.Type, flags, _sessionId, 0, ++_packetId, 0));
        _unanswered.Add(_packetId, request);
        NextDeadline ??= request.Deadline;
    }
}
