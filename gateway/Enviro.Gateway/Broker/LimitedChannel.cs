using System.Buffers;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Channel;
using MQTTnet.Implementations;

namespace Enviro.Gateway;

/// <summary>A client's byte stream as the broker library sees it, which says of itself whether TLS lies beneath the packet limit.</summary>
internal sealed class LimitedChannel(PacketLimitStream stream, EndPoint? local, EndPoint? remote, bool isSecure) : IMqttChannel
{
    private readonly MqttTcpChannel _inner = new(stream, local, remote, null);

    public X509Certificate2? ClientCertificate => null;

    public EndPoint? RemoteEndPoint => remote;

    public EndPoint? LocalEndPoint => local;

    public bool IsSecureConnection => isSecure;

    public Task ConnectAsync(CancellationToken cancellationToken) => _inner.ConnectAsync(cancellationToken);

    public Task DisconnectAsync(CancellationToken cancellationToken) => _inner.DisconnectAsync(cancellationToken);

    public Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => _inner.ReadAsync(buffer, offset, count, cancellationToken);

    public Task WriteAsync(ReadOnlySequence<byte> buffer, bool isEndOfPacket, CancellationToken cancellationToken) =>
        _inner.WriteAsync(buffer, isEndOfPacket, cancellationToken);

    public void Dispose() => _inner.Dispose();
}
