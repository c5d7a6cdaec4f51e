using System.Runtime.ConstrainedExecution;
using System.Runtime.InteropServices;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// A session of libssl between two memory BIOs. The native objects are made at the first step, on the thread that may take its time, and freed when the owner has
/// disposed the session and nobody works with it any more.
/// </summary>
internal sealed unsafe class LibsslSession : CriticalFinalizerObject, ITlsSession
{
    /// <summary>More than any step of a handshake or of what follows it in EAP brings.</summary>
    private const int MostPlaintext = 64 * 1024;

    private const int Tls13 = 0x0304;

    private readonly SslFunctions _functions;
    private readonly TlsSettings _settings;
    private readonly GCHandle _self;
    private nint _ssl;
    private nint _input;
    private nint _output;
    private int _users = 1;
    private int _disposed;
    private string? _failure;
    private string? _refusal;

    public LibsslSession(SslFunctions functions, TlsSettings settings)
    {
        _functions = functions;
        _settings = settings;
        _self = GCHandle.Alloc(this, GCHandleType.Weak);
    }

    ~LibsslSession() => FreeNative();

    public bool IsEstablished { get; private set; }

    public bool IsTls13 { get; private set; }

    public string Version => !IsEstablished ? "TLS" : IsTls13 ? "TLS 1.3" : "TLS 1.2";

    public TlsProgress Advance(ReadOnlySpan<byte> records)
    {
        if (!Enter())
        {
            return new TlsProgress([], [], "the session is over");
        }

        try
        {
            if (_failure is not null)
            {
                return new TlsProgress([], [], _failure);
            }

            _functions.ClearErrors();
            if (_ssl == 0 && LibsslSetUp.Open(_functions, _settings, GCHandle.ToIntPtr(_self)) is var (ssl, input, output, problem))
            {
                (_ssl, _input, _output, _failure) = (ssl, input, output, problem);
                if (problem is not null)
                {
                    return new TlsProgress([], [], problem);
                }
            }

            fixed (byte* pointer = records)
            {
                if (records.Length > 0 && _functions.BioWrite(_input, pointer, records.Length) != records.Length)
                {
                    _failure = Libssl.TakeProblem(_functions);
                }
            }

            var plaintext = _failure is null && TryHandshake() ? ReadAll() : [];
            return new TlsProgress(Drain(), plaintext, _failure);
        }
        finally
        {
            _functions.ClearErrors();
            Leave();
        }
    }

    public byte[] Protect(ReadOnlySpan<byte> plaintext)
    {
        if (!IsEstablished || _failure is not null || plaintext.IsEmpty || !Enter())
        {
            return [];
        }

        try
        {
            fixed (byte* pointer = plaintext)
            {
                if (_functions.Write(_ssl, pointer, plaintext.Length) != plaintext.Length)
                {
                    _failure = Libssl.TakeProblem(_functions);
                }
            }

            return Drain();
        }
        finally
        {
            _functions.ClearErrors();
            Leave();
        }
    }

    public KeyMaterial? Export(string label, byte[]? context, int length)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (!IsEstablished || !Enter())
        {
            return null;
        }

        try
        {
            var key = new byte[length];
            var labelOctets = System.Text.Encoding.ASCII.GetBytes(label);
            int done;
            fixed (byte* keyPointer = key, labelPointer = labelOctets, contextPointer = context ?? [])
            {
                done = _functions.Export(
                    _ssl, keyPointer, (nuint)length, labelPointer, (nuint)labelOctets.Length, contextPointer, (nuint)(context?.Length ?? 0), context is null ? 0 : 1);
            }

            return done == 1 ? new KeyMaterial(key) : null;
        }
        finally
        {
            _functions.ClearErrors();
            Leave();
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            GC.SuppressFinalize(this);
            Leave();
        }
    }

    /// <summary>libssl asks what to think of the other end's certificates; 1 = go on.</summary>
    [UnmanagedCallersOnly]
    internal static int OnCertificates(nint store, nint session)
    {
        if (GCHandle.FromIntPtr(session).Target is not LibsslSession self)
        {
            return 0;
        }

        try
        {
            return self.Judge(store) ? 1 : 0;
        }
#pragma warning disable CA1031 // An exception must not run into native code; without a verdict nobody is let in.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            self._refusal = $"the certificates could not be judged: {fault.GetType().Name}: {fault.Message}";
            return 0;
        }
    }

    private bool Judge(nint store)
    {
        // X509_V_ERR_APPLICATION_VERIFICATION: the alert says that there is something wrong, and no more.
        const int RefusedByApplication = 50;
        _refusal = _settings.Judge is { } judge ? judge.Judge(LibsslSetUp.Presented(_functions, store)) : "nobody judges certificates here";
        if (_refusal is null)
        {
            return true;
        }

        _functions.StoreSetError(store, RefusedByApplication);
        return false;
    }

    private bool TryHandshake()
    {
        if (IsEstablished)
        {
            return true;
        }

        var result = _functions.Handshake(_ssl);
        if (result == 1)
        {
            IsTls13 = _functions.GetVersion(_ssl) == Tls13;
            IsEstablished = true;
            return true;
        }

        if (_functions.GetError(_ssl, result) != SslFunctions.ErrorWantRead)
        {
            var problem = Libssl.TakeProblem(_functions);
            _failure = _refusal ?? problem;
        }

        return false;
    }

    private byte[] ReadAll()
    {
        var buffer = new byte[2048];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length == MostPlaintext)
                {
                    _failure = "the other end sends too much";
                    break;
                }

                Array.Resize(ref buffer, 2 * length);
            }

            int read;
            fixed (byte* pointer = &buffer[length])
            {
                read = _functions.Read(_ssl, pointer, buffer.Length - length);
            }

            if (read <= 0)
            {
                var error = _functions.GetError(_ssl, read);
                _failure = error == SslFunctions.ErrorWantRead ? null
                    : error == SslFunctions.ErrorZeroReturn ? "the other end closed the session"
                    : Libssl.TakeProblem(_functions);
                break;
            }

            length += read;
        }

        return buffer[..length];
    }

    private byte[] Drain()
    {
        var records = new byte[(int)_functions.BioPending(_output)];
        fixed (byte* pointer = records)
        {
            if (records.Length > 0 && _functions.BioRead(_output, pointer, records.Length) != records.Length)
            {
                _failure ??= "the session broke off";
                return [];
            }
        }

        return records;
    }

    /// <summary>False when the owner has given the session up.</summary>
    private bool Enter()
    {
        while (true)
        {
            var users = Volatile.Read(ref _users);
            if (users == 0 || Volatile.Read(ref _disposed) != 0)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _users, users + 1, users) == users)
            {
                return true;
            }
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            FreeNative();
        }
    }

    private void FreeNative()
    {
        // The session owns its BIOs.
        if (Interlocked.Exchange(ref _ssl, 0) is var ssl and not 0)
        {
            _functions.Free(ssl);
        }

        if (_self.IsAllocated)
        {
            _self.Free();
        }
    }
}
