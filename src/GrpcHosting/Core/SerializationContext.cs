using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a marshaller puts one message.</summary>
public abstract class SerializationContext
{
    /// <summary>Hands over the whole message.</summary>
    public virtual void Complete(byte[] payload) => throw new NotSupportedException();

    /// <summary>The transport's buffer; call <see cref="SetPayloadLength"/> before it when the length is known.</summary>
    public virtual IBufferWriter<byte> GetBufferWriter() => throw new NotSupportedException();

    /// <summary>Announces the exact number of bytes to come.</summary>
    public virtual void SetPayloadLength(int payloadLength)
    {
    }

    /// <summary>Ends a message that was written to <see cref="GetBufferWriter"/>.</summary>
    public virtual void Complete() => throw new NotSupportedException();
}

/// <summary>Where a marshaller finds one message; valid only during its call.</summary>
public abstract class DeserializationContext
{
    /// <summary>The number of bytes.</summary>
    public abstract int PayloadLength { get; }

    /// <summary>A copy that the caller may keep.</summary>
    public virtual byte[] PayloadAsNewBuffer() => PayloadAsReadOnlySequence().ToArray();

    /// <summary>The transport's buffers, not to be kept.</summary>
    public virtual ReadOnlySequence<byte> PayloadAsReadOnlySequence() => throw new NotSupportedException();
}
