using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Security;

/// <summary>
/// The user-based security model of the authoritative engine (RFC 3414): opens the requests that SNMPv3 managers send us,
/// seals our answers and traps, and answers what it cannot open with Reports. No sockets and no clock: engine time is given.
/// A message from anybody costs no more than its parsing and one hash over it; keys are derived at configuration, never here.
/// </summary>
/// <remarks>Several threads may use it at once. After the first messages of each user nothing is allocated.</remarks>
public sealed class UsmEngine
{
    /// <summary>Most octets that <see cref="Seal(in UsmRequest, Span{byte}, int, int, long)"/> puts in front of a ScopedPDU.</summary>
    public const int HeadRoom = V3Sealer.HeadRoom;

    /// <summary>Most octets that it puts behind it.</summary>
    public const int TailRoom = V3Sealer.TailRoom;

    private readonly EngineClock _clock;
    private readonly byte[] _engineId;
    private readonly UsmEngineOptions _options;
    private readonly UsmReportBudget _budget;
    private volatile UsmUserTable _users;

    /// <summary>Makes an engine.</summary>
    /// <param name="engineId">snmpEngineID, 5 to 32 octets.</param>
    /// <param name="engineBoots">snmpEngineBoots, already raised for this run.</param>
    /// <param name="users">The users, with keys localized for <paramref name="engineId"/>.</param>
    /// <param name="counters">Where usmStats are counted.</param>
    /// <param name="options">Limits.</param>
    /// <exception cref="ArgumentOutOfRangeException">The engine id, the boots or a limit is out of range.</exception>
    public UsmEngine(
        ReadOnlySpan<byte> engineId, int engineBoots, UsmUserTable users, UsmCounters counters, UsmEngineOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(engineId.Length, EngineIds.ShortestLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(engineId.Length, EngineIds.LongestLength);
        ArgumentOutOfRangeException.ThrowIfNegative(engineBoots);
        _options = options ?? new UsmEngineOptions();
        _options.Validate();
        _engineId = engineId.ToArray();
        _clock = new EngineClock(engineBoots);
        _users = users;
        _budget = new UsmReportBudget(_options.MaximumReportsPerSecond);
        Counters = counters;
    }

    /// <summary>What was counted.</summary>
    public UsmCounters Counters { get; }

    /// <summary>snmpEngineID.</summary>
    public ReadOnlySpan<byte> EngineId => _engineId;

    /// <summary>The salts of everything this engine encrypts.</summary>
    public UsmSalt Salts { get; } = new();

    /// <summary>The users; a reload puts another table in its place.</summary>
    public UsmUserTable Users
    {
        get => _users;
        set => _users = value;
    }

    /// <summary>snmpEngineBoots at that engine time.</summary>
    public int BootsAt(long now) => _clock.BootsAt(now);

    /// <summary>
    /// Opens a received SNMPv3 message (RFC 3414 section 3.2), in that order: engine id, user, level, digest over the
    /// received octets, time window, and only then decryption and a look at the ScopedPDU.
    /// </summary>
    /// <param name="message">The datagram as received.</param>
    /// <param name="plainText">Room for decryption, at least as long as the message; may not overlap it.</param>
    /// <param name="now">Seconds since this engine started.</param>
    /// <param name="request">What is in it. If it was not accepted, just what <see cref="Report(UsmOutcome, in UsmRequest, Span{byte}, long)"/> needs.</param>
    public UsmOutcome Open(ReadOnlySpan<byte> message, Span<byte> plainText, long now, out UsmRequest request)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(plainText.Length, message.Length);
        request = default;
        if (V3Message.TryRead(message, out var outer) != BerError.None)
        {
            return UsmOutcome.Malformed;
        }

        if (outer.SecurityModel != (int)SecurityModel.Usm)
        {
            return UsmOutcome.UnknownSecurityModel;
        }

        if (!outer.HasSecurityLevel)
        {
            return UsmOutcome.InvalidMessage;
        }

        if (UsmSecurityParameters.TryRead(outer.SecurityParameters, out var security) != BerError.None)
        {
            return UsmOutcome.Malformed;
        }

        var user = security.EngineId.SequenceEqual(_engineId) ? _users.Find(security.UserName) : null;
        var outcome = Authenticate(message, outer, security, user, now);
        var scopedPdu = default(V3ScopedPdu);
        if (outcome == UsmOutcome.Accepted)
        {
            if (!V3Opener.TryReadScopedPdu(outer, security, user, plainText, out scopedPdu))
            {
                // An authentic message that decrypts to no ScopedPDU was encrypted with another key: that is what the user has to hear.
                outcome = outer.SecurityLevel == SecurityLevel.AuthPriv ? UsmOutcome.DecryptionError : UsmOutcome.Malformed;
            }
        }
        else if (!outer.IsEncrypted)
        {
            // Whether a Report may go out depends on the PDU, if it can be read.
            if (V3ScopedPdu.TryRead(outer.Data, out scopedPdu) != BerError.None)
            {
                outcome = UsmOutcome.Malformed;
            }
        }

        request = new UsmRequest(outer, message.Length, security.EngineId, security.UserName, user, scopedPdu);
        Counters.Count(outcome);
        return outcome;
    }

    /// <summary>
    /// The Report about a message that was not accepted (RFC 3412 section 7.1): from a message out of the time window
    /// authenticated, from all others not.
    /// </summary>
    /// <returns>The message to send, as a part of <paramref name="buffer"/>; empty if none is due.</returns>
    public Range Report(UsmOutcome outcome, scoped in UsmRequest request, Span<byte> buffer, long now)
    {
        if (outcome < UsmOutcome.UnsupportedSecurityLevel)
        {
            return default;
        }

        var level = outcome == UsmOutcome.NotInTimeWindow ? SecurityLevel.AuthNoPriv : SecurityLevel.NoAuthNoPriv;
        return Report(UsmStatistics.InstanceOf(outcome), Counters.Read(outcome), request, level, [], buffer, now);
    }

    /// <summary>
    /// A Report of the message processing or of an application, such as snmpUnknownContexts, about an accepted message. It has
    /// the level of the message.
    /// </summary>
    /// <returns>The message to send, as a part of <paramref name="buffer"/>; empty if none is due.</returns>
    public Range Report(ObjectIdentifier counter, ulong value, scoped in UsmRequest request, Span<byte> buffer, long now) =>
        Report(counter, value, request, request.Level, request.ContextName, buffer, now);

    /// <summary>
    /// Seals the answer to an accepted request at the level of that request. The ScopedPDU stands in the buffer with
    /// <see cref="HeadRoom"/> octets in front of it and <see cref="TailRoom"/> behind it.
    /// </summary>
    /// <returns>The message to send, as a part of <paramref name="buffer"/>; empty if the room was too small.</returns>
    public Range Seal(scoped in UsmRequest request, Span<byte> buffer, int start, int length, long now) =>
        V3Sealer.Seal(Answer(request, request.Level, now), Salts, buffer, start, length);

    /// <summary>Octets of the message that sealing the answer would make.</summary>
    public int MessageLength(scoped in UsmRequest request, int scopedPduLength, long now) =>
        V3Sealer.MessageLength(Answer(request, request.Level, now), scopedPduLength);

    /// <summary>Seals a message of our own of which we are the authoritative engine, that is a trap.</summary>
    /// <returns>The message to send, as a part of <paramref name="buffer"/>; empty if the room was too small.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The user has no keys for the level.</exception>
    public Range Seal(
        UsmUser user, SecurityLevel level, int messageId, Span<byte> buffer, int start, int length, long now)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)level, (int)user.HighestLevel);
        var envelope = new V3Envelope
        {
            MessageId = messageId,
            MaximumSize = _options.MaximumMessageSize,
            Level = level,
            EngineId = _engineId,
            Boots = _clock.BootsAt(now),
            Time = _clock.TimeAt(now),
            UserName = user.NameOctets,
            User = user,
        };
        return V3Sealer.Seal(envelope, Salts, buffer, start, length);
    }

    private UsmOutcome Authenticate(
        ReadOnlySpan<byte> message, scoped in V3Message outer, scoped in UsmSecurityParameters security, UsmUser? user, long now)
    {
        if (!security.EngineId.SequenceEqual(_engineId))
        {
            return UsmOutcome.UnknownEngineId;
        }

        if (user is null)
        {
            return UsmOutcome.UnknownUserName;
        }

        var level = outer.SecurityLevel;
        if (level > user.HighestLevel)
        {
            return UsmOutcome.UnsupportedSecurityLevel;
        }

        if (level == SecurityLevel.NoAuthNoPriv)
        {
            return UsmOutcome.Accepted;
        }

        if (!user.VerifyDigest(message, security.Authentication))
        {
            return UsmOutcome.WrongDigest;
        }

        return _clock.IsInWindow(security.EngineBoots, security.EngineTime, now) ? UsmOutcome.Accepted : UsmOutcome.NotInTimeWindow;
    }

    private Range Report(
        ObjectIdentifier counter,
        ulong value,
        scoped in UsmRequest request,
        SecurityLevel level,
        scoped ReadOnlySpan<byte> contextName,
        Span<byte> buffer,
        long now)
    {
        if (!request.MayReport)
        {
            return default;
        }

        var scopedPdu = V3PduWriter.Write(
            buffer, HeadRoom, _engineId, contextName, PduType.Report, request.RequestId, counter, value);
        var (start, length) = scopedPdu.GetOffsetAndLength(buffer.Length);
        if (length == 0)
        {
            return default;
        }

        var envelope = Answer(request, level, now);
        if (level == SecurityLevel.NoAuthNoPriv
            && (V3Sealer.MessageLength(envelope, length) > UsmReportBudget.LargestGain * request.MessageLength || !_budget.TryTake(now)))
        {
            Counters.CountSuppressedReport();
            return default;
        }

        return V3Sealer.Seal(envelope, Salts, buffer, start, length);
    }

    /// <summary>An answer says who we are and what our time is, whatever its level (RFC 3414 section 3.1).</summary>
    private V3Envelope Answer(scoped in UsmRequest request, SecurityLevel level, long now) => new()
    {
        MessageId = request.MessageId,
        MaximumSize = _options.MaximumMessageSize,
        Level = level,
        EngineId = _engineId,
        Boots = _clock.BootsAt(now),
        Time = _clock.TimeAt(now),
        UserName = request.UserName,
        User = request.User,
    };
}
