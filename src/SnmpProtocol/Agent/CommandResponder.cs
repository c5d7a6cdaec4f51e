using System.Buffers;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Mib;
using MyIkev2.SnmpProtocol.Security;

namespace MyIkev2.SnmpProtocol.Agent;

/// <summary>
/// The command responder of SNMPv1, v2c and v3: a request datagram in, an answer datagram out, no sockets. A request is served
/// from a view that is captured once for it, and sees what access control lets it. Whatever does not parse or is not
/// authentic is counted and gets no answer but the Reports of version 3, so nobody unauthorised can make this engine work.
/// </summary>
/// <remarks>Several threads may call <see cref="Respond"/> at once; requests that set something go one by one.</remarks>
/// <typeparam name="TView">What the MIB reads; captured once for each request.</typeparam>
public sealed class CommandResponder<TView>
    where TView : class
{
    /// <summary>Room that a buffer needs beyond the largest message, for a head that turns out shorter and for sealing.</summary>
    private const int BufferSlack = 128 + CommunityTable.MaximumLength + UsmEngine.HeadRoom + UsmEngine.TailRoom + LongestContext;

    private const int LongestContext = 2 * 255;

    private readonly ContextCapture<TView> _capture;
    private readonly AgentAccess _access;
    private readonly CommandResponderOptions _options;
    private readonly RequestProcessor<TView> _processor;
    private readonly long _started;
    private readonly TimeProvider _time = TimeProvider.System;

    /// <summary>Makes a responder with one context, in which each community reads everything.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of range.</exception>
    public CommandResponder(
        MibTree<TView> tree,
        Func<TView> capture,
        CommunityTable communities,
        SnmpCounters counters,
        CommandResponderOptions? options = null)
        : this(
            tree,
            (in origin) => origin.ContextName.IsEmpty ? capture() : null,
            AgentAccess.ReadAll(communities),
            counters,
            options)
    {
    }

    /// <summary>Makes a responder.</summary>
    /// <param name="tree">What there is.</param>
    /// <param name="capture">Captures what a request may read.</param>
    /// <param name="access">Who may ask.</param>
    /// <param name="counters">Where is counted.</param>
    /// <param name="options">Limits.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of range.</exception>
    public CommandResponder(
        MibTree<TView> tree,
        ContextCapture<TView> capture,
        AgentAccess access,
        SnmpCounters counters,
        CommandResponderOptions? options = null)
    {
        _capture = capture;
        _access = access;
        _options = options ?? new CommandResponderOptions();
        _options.Validate();
        Counters = counters;
        _processor = new RequestProcessor<TView>(tree, access.AccessControl, _options, counters);
        _started = _time.GetTimestamp();
    }

    /// <summary>What was counted.</summary>
    public SnmpCounters Counters { get; }

    /// <summary>Length that the buffer given to <see cref="Respond"/> must have.</summary>
    public int BufferLength => Math.Max(_options.MaximumMessageSize, _options.MaximumBulkMessageSize) + BufferSlack;

    /// <summary>The clock of repeated SETs, and of engine time where <see cref="EngineTime"/> is not given.</summary>
    public TimeProvider Time
    {
        get => _time;
        init
        {
            _time = value;
            _started = value.GetTimestamp();
            _processor.Time = value;
        }
    }

    /// <summary>
    /// snmpEngineTime in seconds, for engines whose time others go by too; by default it begins when the responder is made.
    /// </summary>
    public Func<long>? EngineTime { get; init; }

    /// <summary>
    /// Called with an exception that reading or setting a MIB value threw: a fault of the program, never of the request. The
    /// asker gets genErr.
    /// </summary>
    public Action<Exception>? Fault
    {
        get => _processor.Fault;
        init => _processor.Fault = value;
    }

    /// <summary>
    /// Called for a message that is not properly authenticated (authenticationFailure of RFC 3418): an unknown community or
    /// user, or a wrong digest. May be called from several threads at once and has to be quick.
    /// </summary>
    public Action? AuthenticationFailed { get; init; }

    /// <summary>Answers one datagram.</summary>
    /// <param name="request">The datagram as received.</param>
    /// <param name="buffer">Working room of at least <see cref="BufferLength"/> octets.</param>
    /// <returns>The datagram to send, a part of <paramref name="buffer"/>; empty for silence.</returns>
    public ReadOnlySpan<byte> Respond(scoped ReadOnlySpan<byte> request, Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buffer.Length, BufferLength);
        Counters.CountPacket();
        if (CommunityMessage.TryRead(request, out var message) != BerError.None)
        {
            Counters.CountAsnParseError();
            return [];
        }

        switch (message.Version)
        {
            case (int)SnmpVersion.V1:
            case (int)SnmpVersion.V2c:
                var answer = RespondToCommunity(message, buffer);
                return buffer.Slice(answer.Start, answer.Length);
            case (int)SnmpVersion.V3 when _access.Users is { } users:
                var plainText = ArrayPool<byte>.Shared.Rent(request.Length);
                try
                {
                    return buffer[RespondToUser(users, request, plainText, buffer)];
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(plainText);
                }

            default:
                Counters.CountBadVersion();
                return [];
        }
    }

    private MessageRange RespondToCommunity(scoped in CommunityMessage message, scoped Span<byte> buffer)
    {
        if (_access.Communities.Find(message.Community) is not { } community)
        {
            Counters.CountBadCommunityName();
            AuthenticationFailed?.Invoke();
            return default;
        }

        var version = (SnmpVersion)message.Version;
        if (Pdu.TryRead(message.PduOctets, out var pdu) != BerError.None || (version == SnmpVersion.V1 && !IsOfVersion1(pdu.Type)))
        {
            Counters.CountAsnParseError();
            return default;
        }

        if (!RequestProcessor<TView>.Handles(pdu.Type))
        {
            Counters.CountUnknownPduHandler();
            return default;
        }

        var origin = new RequestOrigin
        {
            Version = version,
            Level = SecurityLevel.NoAuthNoPriv,
            SecurityName = community.SecurityNameOctets,
            ContextName = community.ContextNameOctets,
        };
        var answer = new ResponseBuilder(buffer, version, message.Community, pdu.RequestId, LimitOf(pdu.Type));
        if (!_processor.TryProcess(origin, pdu, _capture, ref answer, out var range))
        {
            Counters.CountUnknownContext();
            return default;
        }

        if (range.IsEmpty)
        {
            Counters.CountSilentDrop();
        }

        return range;
    }

    private Range RespondToUser(UsmEngine users, scoped ReadOnlySpan<byte> request, scoped Span<byte> plainText, scoped Span<byte> buffer)
    {
        var now = EngineTime?.Invoke() ?? (long)_time.GetElapsedTime(_started).TotalSeconds;
        var outcome = users.Open(request, plainText, now, out var opened);
        switch (outcome)
        {
            case UsmOutcome.Accepted:
                return RespondToUser(users, opened, now, buffer);
            case UsmOutcome.Malformed:
                Counters.CountAsnParseError();
                return default;
            case UsmOutcome.UnknownSecurityModel:
                Counters.CountUnknownSecurityModel();
                return default;
            case UsmOutcome.InvalidMessage:
                Counters.CountInvalidMessage();
                return default;
            case UsmOutcome.UnknownUserName when !opened.UserName.IsEmpty:
            case UsmOutcome.WrongDigest:
                AuthenticationFailed?.Invoke();
                break;
        }

        return users.Report(outcome, opened, buffer, now);
    }

    private Range RespondToUser(UsmEngine users, scoped in UsmRequest opened, long now, scoped Span<byte> buffer)
    {
        if (Pdu.TryRead(opened.PduOctets, out var pdu) != BerError.None)
        {
            Counters.CountAsnParseError();
            return default;
        }

        // RFC 3412 section 7.2 (13): nobody here takes a PDU of that type, or anything for that engine.
        if (!RequestProcessor<TView>.Handles(pdu.Type) || !IsOurs(opened.ContextEngineId, users.EngineId))
        {
            Counters.CountUnknownPduHandler();
            return Report(users, ReportedCounters.UnknownPduHandlers, Counters.UnknownPduHandlers, opened, buffer, now);
        }

        var origin = new RequestOrigin
        {
            Version = SnmpVersion.V3,
            Level = opened.Level,
            SecurityName = opened.SecurityName,
            ContextName = opened.ContextName,
        };
        var limit = ScopedPduLimit(users, opened, Math.Min(opened.MaximumSize, LimitOf(pdu.Type)), now);
        var answer = opened.ContextName.Length > LongestContext ? default : new ResponseBuilder(
            buffer, UsmEngine.HeadRoom, UsmEngine.TailRoom, users.EngineId, opened.ContextName, pdu.RequestId, limit);
        if (opened.ContextName.Length > LongestContext || !_processor.TryProcess(origin, pdu, _capture, ref answer, out var range))
        {
            Counters.CountUnknownContext();
            return Report(users, ReportedCounters.UnknownContexts, Counters.UnknownContexts, opened, buffer, now);
        }

        var message = range.IsEmpty ? default : users.Seal(opened, buffer, range.Start, range.Length, now);
        if (message.GetOffsetAndLength(buffer.Length).Length == 0)
        {
            Counters.CountSilentDrop();
        }

        return message;
    }

    /// <summary>A Report about an accepted message. It repeats the context name, and has to fit all the same.</summary>
    private Range Report(
        UsmEngine users, ObjectIdentifier counter, ulong value, scoped in UsmRequest opened, scoped Span<byte> buffer, long now)
    {
        var report = users.Report(counter, value, opened, buffer, now);
        if (report.GetOffsetAndLength(buffer.Length).Length <= Math.Min(opened.MaximumSize, _options.MaximumMessageSize))
        {
            return report;
        }

        Counters.CountSilentDrop();
        return default;
    }

    /// <summary>
    /// The longest ScopedPDU whose message stays within the limit. Sealing adds a number of octets that hardly depends on
    /// the length: headers that grow, and the padding of a block cipher.
    /// </summary>
    private static int ScopedPduLimit(UsmEngine users, scoped in UsmRequest opened, int limit, long now)
    {
        var length = limit - (users.MessageLength(opened, limit, now) - limit);
        while (users.MessageLength(opened, length, now) > limit)
        {
            length--;
        }

        while (users.MessageLength(opened, length + 1, now) <= limit)
        {
            length++;
        }

        return length;
    }

    /// <summary>Also the name that means the engine that is asked, whichever that is (RFC 5343).</summary>
    private static bool IsOurs(scoped ReadOnlySpan<byte> contextEngineId, ReadOnlySpan<byte> engineId) =>
        contextEngineId.SequenceEqual(engineId) || contextEngineId.SequenceEqual((ReadOnlySpan<byte>)[0x80, 0, 0, 0, 6]);

    private static bool IsOfVersion1(PduType type) => type is PduType.Get or PduType.GetNext or PduType.Set or PduType.Response;

    private int LimitOf(PduType type) => type == PduType.GetBulk
        ? Math.Min(_options.MaximumBulkMessageSize, _options.MaximumMessageSize)
        : _options.MaximumMessageSize;
}
