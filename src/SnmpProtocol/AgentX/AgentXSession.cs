using System.Text;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.SnmpProtocol.AgentX;

/// <summary>What a request of one context reads; null if there is no such context any more.</summary>
/// <param name="context">The context.</param>
/// <param name="masterUpTime">sysUpTime of the master, which is what its managers see; TimeStamps are relative to it.</param>
public delegate TView? AgentXCapture<out TView>(string context, TimeSpan masterUpTime)
    where TView : class;

/// <summary>
/// One session of a subagent with a master agent (RFC 2741), without sockets, clocks and threads: octets and the time
/// come in, octets to send gather in <see cref="Output"/>. After the end a new session is made. Not thread-safe.
/// </summary>
/// <typeparam name="TView">What the MIB reads; captured once for each SNMP request.</typeparam>
public sealed class AgentXSession<TView>
    where TView : class
{
    private readonly AgentXSessionOptions _options;
    private readonly AgentXRequests _requests;
    private readonly AgentXResponder<TView> _responder;
    private readonly AgentXWriter _output = new();
    private readonly Action<AgentXEvent>? _observe;
    private uint _sessionId;
    private TimeSpan _now;
    private TimeSpan _heard;
    private TimeSpan _upTimeOffset;
    private bool _isReady;

    /// <summary>Makes a session that is not open yet.</summary>
    /// <param name="tree">The MIB.</param>
    /// <param name="capture">Captures what it reads.</param>
    /// <param name="options">What is told to the master.</param>
    /// <param name="observe">Told what happens, in the call in which it happens.</param>
    /// <param name="fault">Told of exceptions that reading the MIB threw: faults of the program.</param>
    public AgentXSession(
        MibTree<TView> tree,
        AgentXCapture<TView> capture,
        AgentXSessionOptions options,
        Action<AgentXEvent>? observe = null,
        Action<Exception>? fault = null)
    {
        _options = options;
        _observe = observe;
        _requests = new AgentXRequests(options, _output);
        _responder = new AgentXResponder<TView>(tree, capture, options, _output, fault);
    }

    /// <summary>Octets to send. The caller sends them and calls <see cref="ClearOutput"/>.</summary>
    public ReadOnlySpan<byte> Output => _output.Written;

    /// <summary>Whether the master accepted the session and it has not ended.</summary>
    public bool IsOpen => _sessionId != 0 && !IsEnded;

    /// <summary>Whether the master answered to every registration, and accepted one at least.</summary>
    public bool IsReady => _isReady && IsOpen;

    /// <summary>Whether the session is over. What is left in <see cref="Output"/> is still to be sent.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>When <see cref="HandleTime"/> is next to be called, in the time that is passed in.</summary>
    public TimeSpan NextDeadline => _requests.NextDeadline ?? _heard + _options.PingInterval;

    /// <summary>Forgets what was sent.</summary>
    public void ClearOutput() => _output.Clear();

    /// <summary>Asks the master for a session.</summary>
    public void Open(TimeSpan now)
    {
        _now = _heard = now;
        _requests.Open(now);
    }

    /// <summary>Takes octets from the master.</summary>
    /// <param name="octets">All that were received and not consumed before.</param>
    /// <param name="now">Monotonic time.</param>
    /// <returns>How many were consumed; the rest is the beginning of a PDU.</returns>
    public int Receive(ReadOnlySpan<byte> octets, TimeSpan now)
    {
        _now = now;
        var consumed = 0;
        while (!IsEnded && octets.Length - consumed >= AgentXHeader.Length)
        {
            var rest = octets[consumed..];
            if (AgentXHeader.TryRead(rest, out var header) != AgentXFault.None)
            {
                // Where the next PDU begins is not known any more.
                GiveUp(AgentXCloseReason.ParseError);
                break;
            }

            var length = AgentXHeader.Length + header.PayloadLength;
            if (rest.Length < length)
            {
                break;
            }

            consumed += length;
            _heard = now;
            Handle(header, rest[AgentXHeader.Length..length]);
        }

        return consumed;
    }

    /// <summary>Pings a quiet master; gives up one that does not answer.</summary>
    public void HandleTime(TimeSpan now)
    {
        _now = now;
        if (IsEnded)
        {
            return;
        }

        if (_requests.NextDeadline is { } deadline)
        {
            if (now >= deadline)
            {
                GiveUp(AgentXCloseReason.Timeouts);
            }
        }
        else if (IsOpen && now >= _heard + _options.PingInterval)
        {
            _requests.Ping(now);
            _requests.RegisterRefused(now);
        }
    }

    /// <summary>Sends a notification through the master.</summary>
    /// <param name="varBinds">
    /// BER variable bindings without the SEQUENCE around them; snmpTrapOID.0 first. A sysUpTime.0 in front of it is left
    /// out, so that the master puts its own there.
    /// </param>
    /// <param name="now">Monotonic time.</param>
    /// <param name="context">A registered context.</param>
    /// <returns>False if the session is not open, too many notifications wait for an answer, or the list is malformed.</returns>
    public bool Notify(ReadOnlySpan<byte> varBinds, TimeSpan now, string context = "")
    {
        _now = now;
        return IsOpen && _requests.Notify(varBinds, context, now);
    }

    /// <summary>Ends the session and tells the master why.</summary>
    public void Close(AgentXCloseReason reason)
    {
        if (!IsEnded)
        {
            if (_sessionId != 0)
            {
                _requests.Close(reason);
            }

            IsEnded = true;
        }
    }

    private void Handle(in AgentXHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case AgentXPduType.Response:
                HandleResponse(header, payload);
                break;
            case AgentXPduType.Close when header.SessionId == _sessionId:
                IsEnded = true;
                var reason = payload.IsEmpty ? AgentXCloseReason.Other : (AgentXCloseReason)payload[0];
                Observe(new AgentXEvent(AgentXEventKind.ClosedByMaster, Reason: reason));
                break;
            case >= AgentXPduType.Get and <= AgentXPduType.CleanupSet:
                if (!_responder.Answer(header, payload, _sessionId, _now, _now + _upTimeOffset))
                {
                    GiveUp(AgentXCloseReason.ParseError);
                }

                break;
            default:
                GiveUp(AgentXCloseReason.ProtocolError);
                break;
        }
    }

    private void HandleResponse(in AgentXHeader header, ReadOnlySpan<byte> payload)
    {
        var reader = new AgentXReader(payload, header.IsNetworkByteOrder);
        var upTime = reader.ReadUInt32();
        var status = (AgentXStatus)reader.ReadUInt16();
        reader.Skip(2);
        if (reader.Fault != AgentXFault.None)
        {
            GiveUp(AgentXCloseReason.ParseError);
            return;
        }

        if (!_requests.TryTake(header.PacketId, out var request))
        {
            return; // the answer to something given up
        }

        // Each answer sets the clock right, and follows a master whose sysUpTime wrapped.
        _upTimeOffset = TimeSpan.FromMilliseconds(10.0 * upTime) - _now;
        switch (request.Type)
        {
            case AgentXPduType.Open when status == AgentXStatus.NoError && header.SessionId != 0:
                _sessionId = header.SessionId;
                Observe(new AgentXEvent(AgentXEventKind.Opened));
                _requests.Register(_sessionId, _now);
                break;
            case AgentXPduType.Open:
                IsEnded = true;
                Observe(new AgentXEvent(AgentXEventKind.OpenRefused, Status: status));
                break;
            case AgentXPduType.Register:
                HandleRegistration(request, status);
                break;
            case AgentXPduType.AddAgentCaps when status != AgentXStatus.NoError:
                Observe(new AgentXEvent(AgentXEventKind.CapabilityRefused, request.Name, request.Context, status));
                break;
            case AgentXPduType.Notify when status != AgentXStatus.NoError:
                Observe(new AgentXEvent(AgentXEventKind.NotificationRefused, Status: status));
                break;
        }

        if (!_isReady && IsOpen && _requests.Registered > 0 && _requests.IsRegistrationAnswered)
        {
            _isReady = true;
            Observe(new AgentXEvent(AgentXEventKind.Ready));
        }

        if (status == AgentXStatus.NotOpen && request.Type != AgentXPduType.Open && !IsEnded)
        {
            GiveUp(AgentXCloseReason.Other); // the master forgot us
        }
    }

    private void HandleRegistration(in AgentXRequest request, AgentXStatus status)
    {
        if (_requests.SetRegistered(request, status == AgentXStatus.NoError))
        {
            var kind = status == AgentXStatus.NoError ? AgentXEventKind.Registered : AgentXEventKind.RegistrationRefused;
            Observe(new AgentXEvent(kind, request.Name, request.Context, status));
        }
    }

    private void GiveUp(AgentXCloseReason reason)
    {
        Close(reason);
        Observe(new AgentXEvent(AgentXEventKind.GivenUp, Reason: reason));
    }

    private void Observe(in AgentXEvent happened) => _observe?.Invoke(happened);
}
