using Enviro.Tpm;

namespace Enviro.Simulator;

// A command taken apart: header, handles, authorisations, parameters, and each refused in this order (TPM 2.0 Part 3, 5).
public sealed partial class SimulatedTpm
{
    private const int HeaderSize = 10;
    private const ushort TagResponseOfOldCommand = 0x00C4;
    private const ushort TagNoSessions = 0x8001;
    private const ushort TagSessions = 0x8002;

    private byte[] Execute(byte[] command)
    {
        try
        {
            return Run(command);
        }
        catch (TpmRefusal refusal)
        {
            return Refusal(refusal.Code);
        }
    }

    private static byte[] Refusal(uint code)
    {
        TpmResponseWriter writer = new();
        writer.UInt16(code == TpmRc.BadTag ? TagResponseOfOldCommand : TagNoSessions);
        writer.UInt32(HeaderSize);
        writer.UInt32(code);
        return writer.Written.ToArray();
    }

    private byte[] Run(byte[] command)
    {
        if (command.Length < HeaderSize)
        {
            throw new TpmRefusal(TpmRc.CommandSize);
        }

        TpmCommandReader reader = new(command, 0);
        ushort tag = reader.UInt16();
        if (tag is not TagNoSessions and not TagSessions)
        {
            throw new TpmRefusal(TpmRc.BadTag);
        }

        if (reader.UInt32() != command.Length)
        {
            throw new TpmRefusal(TpmRc.CommandSize);
        }

        TpmCommandCode code = (TpmCommandCode)reader.UInt32();
        if (!Rules.TryGetValue(code, out Rule? rule))
        {
            throw new TpmRefusal(TpmRc.CommandCode);
        }

        if (_started == (code == TpmCommandCode.Startup))
        {
            throw new TpmRefusal(TpmRc.Initialize);
        }

        Call call = new(reader, ReadHandles(reader, rule));
        int sessions = tag == TagSessions ? ReadSessions(reader, rule, call.Handles) : 0;
        if (sessions < rule.Authorized)
        {
            throw new TpmRefusal(TpmRc.AuthMissing);
        }

        rule.Execute(this, call);
        _shutdown = code == TpmCommandCode.Shutdown ? _shutdown : null;
        return Respond(tag, rule, call, sessions);
    }

    private static byte[] Respond(ushort tag, Rule rule, Call call, int sessions)
    {
        TpmResponseWriter writer = new();
        int handles = rule.ReturnsHandle ? sizeof(uint) : 0;

        // A password's answer is an empty nonce, continueSession, an empty HMAC.
        int areas = tag == TagSessions ? sizeof(uint) + (5 * sessions) : 0;
        writer.UInt16(tag);
        writer.UInt32((uint)(HeaderSize + handles + areas + call.Response.Length));
        writer.UInt32(TpmRc.Success);
        if (rule.ReturnsHandle)
        {
            writer.UInt32(call.ReturnedHandle);
        }

        if (tag == TagSessions)
        {
            writer.UInt32((uint)call.Response.Length);
        }

        writer.Bytes(call.Response.Written);
        for (int i = 0; i < sessions; i++)
        {
            writer.Bytes([0, 0, 1, 0, 0]);
        }

        return writer.Written.ToArray();
    }

    private uint[] ReadHandles(TpmCommandReader reader, Rule rule)
    {
        uint[] handles = new uint[rule.Handles.Length];
        for (int i = 0; i < handles.Length; i++)
        {
            reader.BeginHandle(i + 1);
            handles[i] = reader.UInt32();
            if (!IsOfKind(rule.Handles[i], handles[i]))
            {
                throw reader.Refuse(TpmRc.Value);
            }
        }

        for (int i = 0; i < handles.Length; i++)
        {
            ExpectThere(handles[i], i);
        }

        return handles;
    }

    private static bool IsOfKind(HandleKind kind, uint handle) => kind switch
    {
        HandleKind.Hierarchy => handle is TpmHandles.Owner or TpmHandles.Endorsement or TpmHandles.Null or PlatformHandle,
        HandleKind.Provision => handle is TpmHandles.Owner or PlatformHandle,
        HandleKind.Object => handle >> 24 is TransientRange or PersistentRange,
        HandleKind.ObjectOrNull => handle == TpmHandles.Null || handle >> 24 is TransientRange or PersistentRange,
        HandleKind.NvIndex => handle >> 24 == NvRange,
        HandleKind.NvAuthority => handle is TpmHandles.Owner or PlatformHandle || handle >> 24 == NvRange,
        HandleKind.PcrOrNull => handle is < PcrSelection.PcrCount or TpmHandles.Null,
        _ => false,
    };

    // Part 3, 5.4: what a handle names has to be there, and its hierarchy enabled. The platform's is not: firmware closes it before it boots.
    private void ExpectThere(uint handle, int position)
    {
        switch (handle >> 24)
        {
            case TransientRange when FindObject(handle) is null:
                throw new TpmRefusal(TpmRc.ReferenceH0 + (uint)position);
            case PersistentRange when FindObject(handle) is null:
            case NvRange when !_indices.ContainsKey(handle):
                throw TpmRefusal.OfHandle(TpmRc.Handle, position + 1);
            default:
                if (handle == PlatformHandle)
                {
                    throw TpmRefusal.OfHandle(TpmRc.Hierarchy, position + 1);
                }

                break;
        }
    }

    private sealed class Call(TpmCommandReader parameters, uint[] handles)
    {
        public TpmCommandReader Parameters => parameters;

        public uint[] Handles => handles;

        public TpmResponseWriter Response { get; } = new();

        public uint ReturnedHandle { get; set; }
    }
}
