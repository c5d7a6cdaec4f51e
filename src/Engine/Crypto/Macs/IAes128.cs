using System.Runtime.Intrinsics;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// AES-128 encryption under one key, in the two forms that CBC-MAC needs. A struct, so that the choice costs nothing per block.
/// </summary>
internal interface IAes128<TSelf> : IDisposable
    where TSelf : struct, IAes128<TSelf>
{
    static abstract TSelf Create(ReadOnlySpan<byte> key);

    Vector128<byte> Encrypt(Vector128<byte> block);

    /// <summary>For each block: state = E(state ^ block). The length is a multiple of 16.</summary>
    Vector128<byte> Chain(Vector128<byte> state, ReadOnlySpan<byte> blocks);
}
