namespace MyIkev2.NmsecProtocol;

/// <summary>Return codes: the error numbers of z/OS, which are not those of Linux or Windows.</summary>
public enum NmsecReturnCode
{
    /// <summary>No error.</summary>
    Success = 0,

    /// <summary>EACCES: the caller is not authorized.</summary>
    NotAuthorized = 111,

    /// <summary>EINVAL: the request is wrong; the reason code says where.</summary>
    InvalidRequest = 121,

    /// <summary>EIO: the server failed at this request.</summary>
    InternalFailure = 122,

    /// <summary>ENODEV: the server has nothing to show yet.</summary>
    NotReady = 128,

    /// <summary>ENOMEM: the server is short of storage or of room for one more client.</summary>
    NoStorage = 132,

    /// <summary>ENXIO: no stack has the name in the request's target.</summary>
    UnknownStack = 138,

    /// <summary>EOPNOTSUPP: the request is known and not offered.</summary>
    NotSupported = 1112,

    /// <summary>ESHUTDOWN: the server is ending.</summary>
    ShuttingDown = 1125,
}
