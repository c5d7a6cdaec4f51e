using System.Buffers.Binary;
using System.Buffers.Text;
using Google.Protobuf;
using Grpc.Core;

namespace MyIkev2.Agent.Grpc.Lists;

/// <summary>
/// Where the next page of a list begins, as text that means nothing to callers. It holds no secret and gives no right: a made-up one begins the page
/// elsewhere, and that is all.
/// <code>
///  +---------+----------------------------+---------------------------+
///  | format  | position, big endian       | digest of the conditions  |
///  | 1 octet | 8 octets                   | 4 octets                  |
///  +---------+----------------------------+---------------------------+
/// </code>
/// </summary>
internal static class PageToken
{
    private const byte Format = 1;
    private const int Length = 13;

    /// <summary>The token for what follows <paramref name="position"/> in the list with these conditions.</summary>
    public static string For(ulong position, IMessage conditions)
    {
        Span<byte> token = stackalloc byte[Length];
        token[0] = Format;
        BinaryPrimitives.WriteUInt64BigEndian(token[1..], position);
        BinaryPrimitives.WriteUInt32BigEndian(token[9..], DigestOf(conditions));
        return Base64Url.EncodeToString(token);
    }

    /// <summary>The position that a request goes on from; 0 without a token.</summary>
    /// <exception cref="RpcException">It is no token, or one of a list with other conditions (INVALID_ARGUMENT).</exception>
    public static ulong Read(string text, IMessage conditions)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        Span<byte> token = stackalloc byte[Length];
        if (Base64Url.DecodeFromChars(text, token, out int consumed, out int written) != System.Buffers.OperationStatus.Done
            || consumed != text.Length || written != Length || token[0] != Format)
        {
            throw Invalid("page_token: it is none of this agent's.");
        }

        return BinaryPrimitives.ReadUInt32BigEndian(token[9..]) == DigestOf(conditions)
            ? BinaryPrimitives.ReadUInt64BigEndian(token[1..])
            : throw Invalid("page_token: it belongs to a list with other conditions.");
    }

    /// <exception cref="RpcException">Pages are asked for in two ways at once (INVALID_ARGUMENT).</exception>
    public static void RequireAlone(bool pages, bool otherwise, string others)
    {
        if (pages && otherwise)
        {
            throw Invalid($"page_size, page_token: they cannot be combined with {others}.");
        }
    }

    // FNV-1a: it has to tell honest mistakes, not attacks.
    private static uint DigestOf(IMessage conditions)
    {
        uint digest = 2166136261;
        foreach (byte octet in conditions.ToByteArray())
        {
            digest = (digest ^ octet) * 16777619;
        }

        return digest;
    }

    private static RpcException Invalid(string detail) => new(new Status(StatusCode.InvalidArgument, detail));
}
