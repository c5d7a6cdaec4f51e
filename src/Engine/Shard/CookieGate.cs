using System.Security.Cryptography;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Shard;

/// <summary>
/// Stateless cookies (RFC 7296 section 2.6): version | prf(secret, Ni | IPi | SPIi). The secret changes every minute; the one before stays valid.
/// </summary>
internal sealed class CookieGate(ShardContext context)
{
    private const int CookieLength = 20;
    private const long RotationMilliseconds = 60_000;

    private byte[] _secret = context.Random.NextBytes(32);
    private byte[] _previous = context.Random.NextBytes(32);
    private byte _version;
    private long _rotatedAt = long.MinValue;
    private bool _wasHigh;
    private bool _isTold;

    /// <summary>True when a request must bring a cookie now.</summary>
    public bool IsDemanding(EngineLimits limits, ulong halfOpen)
    {
        var isHigh = limits.CookieThreshold > 0 && halfOpen >= Share(limits);
        var demanding = limits.CookieThreshold == EngineLimits.CookieAlways || isHigh;
        context.Counters.CookieActive.Set(demanding ? 1u : 0u);
        _wasHigh |= isHigh;
        return demanding;
    }

    /// <summary>
    /// True when half-open SAs have piled up so that cookies are demanded, false when they are well below that again, null when nothing has turned.
    /// What is always demanded tells of no pile.
    /// </summary>
    public bool? TakeTurn(EngineLimits limits, ulong halfOpen)
    {
        if (context.Counters.CookieActive.Value != 0)
        {
            // Without requests nobody else finds out that it is over.
            IsDemanding(limits, halfOpen);
        }

        var isOver = limits.CookieThreshold <= 0 || halfOpen <= Share(limits) / 2;
        var hasTurned = _isTold ? isOver : _wasHigh;
        _wasHigh = false;
        if (!hasTurned)
        {
            return null;
        }

        _isTold = !_isTold;
        return _isTold;
    }

    public byte[] Make(EngineInstant now, in IpEndpoint remote, ulong initiatorSpi, ReadOnlySpan<byte> nonce)
    {
        Rotate(now);
        return Compute(_version, _secret, remote, initiatorSpi, nonce);
    }

    public bool Verify(EngineInstant now, ReadOnlySpan<byte> cookie, in IpEndpoint remote, ulong initiatorSpi, ReadOnlySpan<byte> nonce)
    {
        Rotate(now);
        if (cookie.Length != CookieLength)
        {
            return false;
        }

        var secret = cookie[0] == _version ? _secret : cookie[0] == (byte)(_version - 1) ? _previous : null;
        return secret is not null && CryptographicOperations.FixedTimeEquals(Compute(cookie[0], secret, remote, initiatorSpi, nonce), cookie);
    }

    private ulong Share(EngineLimits limits) => (ulong)((limits.CookieThreshold + context.Map.ShardCount - 1) / context.Map.ShardCount);

    private void Rotate(EngineInstant now)
    {
        if (_rotatedAt == long.MinValue)
        {
            _rotatedAt = now.Monotonic;
        }

        if (now.Monotonic - _rotatedAt >= RotationMilliseconds)
        {
            _previous = now.Monotonic - _rotatedAt >= 2 * RotationMilliseconds ? context.Random.NextBytes(32) : _secret;
            _secret = context.Random.NextBytes(32);
            _version++;
            _rotatedAt = now.Monotonic;
        }
    }

    private byte[] Compute(byte version, byte[] secret, in IpEndpoint remote, ulong initiatorSpi, ReadOnlySpan<byte> nonce)
    {
        Span<byte> origin = stackalloc byte[16 + 2 + 8];
        var length = remote.Address.WriteTo(origin);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(origin[length..], remote.Port);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(origin[(length + 2)..], initiatorSpi);
        var prf = context.Crypto.Prf(PseudorandomFunctionId.HmacSha256)!;
        Span<byte> digest = stackalloc byte[32];
        prf.Compute(secret, nonce, origin[..(length + 10)], digest);
        var cookie = new byte[CookieLength];
        cookie[0] = version;
        digest[..(CookieLength - 1)].CopyTo(cookie.AsSpan(1));
        return cookie;
    }
}
