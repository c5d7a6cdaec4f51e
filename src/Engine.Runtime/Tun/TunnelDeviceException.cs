namespace MyIkev2.Engine.Runtime.Tun;

/// <summary>A tunnel device cannot be had. The message says what is missing and what to do.</summary>
public sealed class TunnelDeviceException(string message, Exception? inner = null) : Exception(message, inner);
