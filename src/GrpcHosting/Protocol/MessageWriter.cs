using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;

namespace MyIkev2.GrpcHosting.Protocol;

/// <summary>
/// Puts length-prefixed messages into a buffer writer. Generated code announces its length, so its bytes go straight
/// into the transport's memory; other marshallers and compressed messages are collected first. One write at a time.
/// </summary>
internal sealed class MessageWriter<T>(Marshaller<T> marshaller, int? maxMessageSize)
{
    private readonly FrameSerializationContext _context = new(maxMessageSize ?? int.MaxValue);

    /// <exception cref="RpcException">The message is larger than the limit (RESOURCE_EXHAUSTED).</exception>
    /// <exception cref="InvalidOperationException">The marshaller did not write what it announced.</exception>
    public void Write(IBufferWriter<byte> output, T message, bool compress)
    {
        _context.Begin(output, compress);
        try
        {
            marshaller.ContextualSerializer(message, _context);
            _context.End();
        }
        finally
        {
            _context.Reset();
        }
    }

    private sealed class FrameSerializationContext(int maxMessageSize) : SerializationContext
    {
        private const int PrefixLength = 5;

        private IBufferWriter<byte>? _output;
        private PooledBuffer? _collected;
        private bool _compress;
        private bool _isDirect;
        private bool _isComplete;
        private int? _announced;

        public void Begin(IBufferWriter<byte> output, bool compress)
        {
            _output = output;
            _compress = compress;
        }

        public override void SetPayloadLength(int payloadLength)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(payloadLength);
            ThrowIfTooLarge(payloadLength);
            _announced = payloadLength;
        }

        public override IBufferWriter<byte> GetBufferWriter()
        {
            if (_announced is int length && !_compress)
            {
                if (!_isDirect)
                {
                    WritePrefix(length, compressed: false);
                    _isDirect = true;
                }

                return _output!;
            }

            return _collected ??= new PooledBuffer();
        }

        public override void Complete()
        {
            ThrowIfComplete();
            if (!_isDirect)
            {
                WriteFrame((_collected?.Written ?? ReadOnlyMemory<byte>.Empty).Span);
            }
        }

        public override void Complete(byte[] payload)
        {
            ArgumentNullException.ThrowIfNull(payload);
            ThrowIfComplete();
            WriteFrame(payload);
        }

        public void End()
        {
            if (!_isComplete)
            {
                throw new InvalidOperationException("The marshaller did not complete its message.");
            }
        }

        public void Reset()
        {
            _collected?.Dispose();
            _collected = null;
            _output = null;
            _announced = null;
            _isDirect = false;
            _isComplete = false;
        }

        private void WriteFrame(ReadOnlySpan<byte> message)
        {
            ThrowIfTooLarge(message.Length);
            if (!_compress)
            {
                WritePrefix(message.Length, compressed: false);
                _output!.Write(message);
                return;
            }

            using var compressed = new PooledBuffer();
            MessageEncoding.Compress(message, compressed);
            WritePrefix(compressed.Length, compressed: true);
            _output!.Write(compressed.Written.Span);
        }

        private void WritePrefix(int length, bool compressed)
        {
            Span<byte> prefix = _output!.GetSpan(PrefixLength);
            prefix[0] = compressed ? (byte)1 : (byte)0;
            BinaryPrimitives.WriteInt32BigEndian(prefix[1..], length);
            _output.Advance(PrefixLength);
        }

        private void ThrowIfTooLarge(int length)
        {
            if (length > maxMessageSize)
            {
                throw new RpcException(new Status(StatusCode.ResourceExhausted, $"A message of {length} octets exceeds the limit of {maxMessageSize}."));
            }
        }

        private void ThrowIfComplete()
        {
            if (_isComplete)
            {
                throw new InvalidOperationException("The marshaller completed its message twice.");
            }

            _isComplete = true;
        }
    }
}
