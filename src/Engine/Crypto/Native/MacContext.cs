using System.Text;

namespace MyIkev2.Engine.Crypto;

/// <summary>One thread's EVP_MAC_CTX, prepared once with its digest or cipher.</summary>
internal sealed unsafe class MacContext : NativeState
{
    private readonly EvpFunctions _evp;
    private readonly nint _handle;

    public MacContext(EvpFunctions evp, nint mac, string parameter, string choice)
    {
        _evp = evp;
        _handle = evp.MacContextNew(mac);
        evp.Require(_handle != 0, "EVP_MAC_CTX_new");
        byte[] name = Encoding.ASCII.GetBytes(parameter + '\0');
        byte[] value = Encoding.ASCII.GetBytes(choice + '\0');
        OsslParameter* parameters = stackalloc OsslParameter[2];
        fixed (byte* namePointer = name, valuePointer = value)
        {
            parameters[0] = new OsslParameter
            {
                Key = namePointer,
                DataType = OsslParameter.Utf8String,
                Data = valuePointer,
                DataSize = (nuint)choice.Length,
            };
            parameters[1] = default;
            evp.Require(evp.MacContextSetParameters(_handle, parameters) == 1, $"EVP_MAC_CTX_set_params ({choice})");
        }
    }

    public void Start(ReadOnlySpan<byte> key)
    {
        byte none = 0;
        fixed (byte* pointer = key)
        {
            _evp.Require(_evp.MacInit(_handle, key.IsEmpty ? &none : pointer, (nuint)key.Length, null) == 1, "EVP_MAC_init");
        }
    }

    /// <summary>A new message under the same key.</summary>
    public void Restart() => _evp.Require(TryRestart(), "EVP_MAC_init (same key)");

    public bool TryRestart() => _evp.MacInit(_handle, null, 0, null) == 1;

    public void Update(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
        {
            return;
        }

        fixed (byte* pointer = data)
        {
            _evp.Require(_evp.MacUpdate(_handle, pointer, (nuint)data.Length) == 1, "EVP_MAC_update");
        }
    }

    public void Finish(Span<byte> output)
    {
        nuint written;
        fixed (byte* pointer = output)
        {
            _evp.Require(_evp.MacFinal(_handle, pointer, &written, (nuint)output.Length) == 1, "EVP_MAC_final");
        }
    }

    protected override void Free()
    {
        if (_handle != 0)
        {
            _evp.MacContextFree(_handle);
        }
    }
}
