using System.Text;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// EVP algorithm objects by OpenSSL name, fetched once: looking them up per operation costs more than a small operation. Contexts hold
/// references of their own. Zero stands for "not in this libcrypto or not in its configuration".
/// </summary>
internal sealed unsafe class FetchedAlgorithms(EvpFunctions evp) : IDisposable
{
    private readonly List<nint> _ciphers = [];
    private readonly List<nint> _macs = [];
    private readonly List<nint> _digests = [];

    public nint Cipher(string name) => Fetch(evp.CipherFetch, name, _ciphers);

    public nint Mac(string name) => Fetch(evp.MacFetch, name, _macs);

    public nint Digest(string name) => Fetch(evp.DigestFetch, name, _digests);

    public void Dispose()
    {
        Free(evp.CipherFree, _ciphers);
        Free(evp.MacFree, _macs);
        Free(evp.DigestFree, _digests);
    }

    private nint Fetch(delegate* unmanaged<nint, byte*, byte*, nint> fetch, string name, List<nint> fetched)
    {
        fixed (byte* pointer = Encoding.ASCII.GetBytes(name + '\0'))
        {
            nint handle = fetch(0, pointer, null);
            if (handle == 0)
            {
                evp.ClearErrors();
                return 0;
            }

            fetched.Add(handle);
            return handle;
        }
    }

    private static void Free(delegate* unmanaged<nint, void> free, List<nint> handles)
    {
        foreach (nint handle in handles)
        {
            free(handle);
        }

        handles.Clear();
    }
}
