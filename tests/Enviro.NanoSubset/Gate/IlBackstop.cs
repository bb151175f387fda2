using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

using Microsoft.CodeAnalysis;

namespace Enviro.NanoSubset;

/// <summary>
/// Reads the finished assembly for what the device cannot do, however the source said it: generic parameters, instantiations,
/// arrays of several dimensions, pinned locals, bodies in interfaces and instructions the interpreter lacks.
/// </summary>
internal sealed class IlBackstop
{
    private static readonly IlSignatures s_signatures = new();

    private readonly FirmwareBuild _build;
    private readonly PEReader _image;
    private readonly MetadataReader _metadata;
    private readonly MetadataReader _symbols;
    private readonly List<Violation> _found = [];

    private IlBackstop(FirmwareBuild build, PEReader image, MetadataReader symbols)
    {
        _build = build;
        _image = image;
        _metadata = image.GetMetadataReader();
        _symbols = symbols;
    }

    /// <summary>Violations in the assembly of <paramref name="build"/>, placed by its symbols.</summary>
    public static IReadOnlyList<Violation> Check(FirmwareBuild build)
    {
        using PEReader image = new(ImmutableArray.Create(build.Image));
        using MetadataReaderProvider symbols = MetadataReaderProvider.FromPortablePdbImage(ImmutableArray.Create(build.Symbols));
        IlBackstop backstop = new(build, image, symbols.GetMetadataReader());
        foreach (TypeDefinitionHandle type in backstop._metadata.TypeDefinitions)
        {
            backstop.CheckType(type);
        }

        return backstop._found;
    }

    private void CheckType(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        bool isInterface = (type.Attributes & TypeAttributes.Interface) != 0;
        ReportAt(handle, "", type.GetGenericParameters().Count > 0 ? IlSignatures.Generic : null);
        ReportAt(handle, "", Find(type.BaseType));
        foreach (InterfaceImplementationHandle implemented in type.GetInterfaceImplementations())
        {
            ReportAt(handle, "", Find(_metadata.GetInterfaceImplementation(implemented).Interface));
        }

        foreach (FieldDefinition field in type.GetFields().Select(_metadata.GetFieldDefinition))
        {
            ReportAt(handle, _metadata.GetString(field.Name), field.DecodeSignature(s_signatures, null));
        }

        foreach (EventDefinition raised in type.GetEvents().Select(_metadata.GetEventDefinition))
        {
            ReportAt(handle, _metadata.GetString(raised.Name), Find(raised.Type));
        }

        foreach (MethodDefinitionHandle method in type.GetMethods())
        {
            CheckMethod(handle, method, isInterface);
        }
    }

    private void CheckMethod(TypeDefinitionHandle type, MethodDefinitionHandle handle, bool inInterface)
    {
        MethodDefinition method = _metadata.GetMethodDefinition(handle);
        string name = _metadata.GetString(method.Name);
        ReportAt(type, name, method.GetGenericParameters().Count > 0 ? IlSignatures.Generic : IlSignatures.In(method.DecodeSignature(s_signatures, null)));
        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        ReportAt(type, name, inInterface && (method.Attributes & MethodAttributes.Static) == 0 ? "a body in an interface" : null);
        MethodBodyBlock body = _image.GetMethodBody(method.RelativeVirtualAddress);
        Place place = new(type, handle, name);
        if (!body.LocalSignature.IsNil)
        {
            Report(place, 0, _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(s_signatures, null).FirstOrDefault(local => local is not null));
        }

        foreach (ExceptionRegion region in body.ExceptionRegions)
        {
            Report(place, region.HandlerOffset, Find(region.CatchType));
        }

        foreach ((int offset, OpCode code, int token) in IlOpcodes.In(body.GetILBytes() ?? []))
        {
            Report(place, offset, IlOpcodes.IsRefused(code) ? $"the instruction `{code.Name}`" : null);
            Report(place, offset, token == 0 ? null : Find(MetadataTokens.EntityHandle(token)));
        }
    }

    /// <summary>What the device cannot do in the type, method or field a handle names; definitions are checked where they stand.</summary>
    private string? Find(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.MethodSpecification:
                return IlSignatures.Generic;
            case HandleKind.TypeSpecification when !handle.IsNil:
                return _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(s_signatures, null);
            case HandleKind.MemberReference:
                MemberReference member = _metadata.GetMemberReference((MemberReferenceHandle)handle);
                return Find(member.Parent) ?? (member.GetKind() == MemberReferenceKind.Field
                    ? member.DecodeFieldSignature(s_signatures, null)
                    : IlSignatures.In(member.DecodeMethodSignature(s_signatures, null)));
            default:
                return null;
        }
    }

    private void Report(Place place, int offset, string? found)
    {
        if (found is null)
        {
            return;
        }

        MethodDebugInformation lines = _symbols.GetMethodDebugInformation(place.Method.ToDebugInformationHandle());
        SequencePoint[] visible = [.. lines.GetSequencePoints().Where(point => !point.IsHidden)];
        if (visible.Length == 0)
        {
            ReportAt(place.Type, place.Name, found);
            return;
        }

        SequencePoint point = visible.LastOrDefault(at => at.Offset <= offset, visible[0]);
        string file = _symbols.GetString(_symbols.GetDocument(point.Document).Name);
        _found.Add(Describe(file, point.StartLine, found));
    }

    private void ReportAt(TypeDefinitionHandle handle, string member, string? found)
    {
        if (found is null)
        {
            return;
        }

        INamedTypeSymbol? type = Symbol(handle);
        Location? place = type?.GetMembers(member).FirstOrDefault()?.Locations.FirstOrDefault(location => location.IsInSource)
            ?? type?.Locations.FirstOrDefault(location => location.IsInSource);
        FileLinePositionSpan? position = place?.GetLineSpan();
        _found.Add(Describe(position?.Path ?? _build.Compilation.AssemblyName!, position?.StartLinePosition.Line + 1 ?? 0, found));
    }

    /// <summary>The type in the sources; for one the compiler made, the type it stands in.</summary>
    private INamedTypeSymbol? Symbol(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        TypeDefinitionHandle outer = type.GetDeclaringType();
        if (outer.IsNil)
        {
            string space = _metadata.GetString(type.Namespace);
            string name = _metadata.GetString(type.Name);
            return _build.Compilation.Assembly.GetTypeByMetadataName(space.Length == 0 ? name : $"{space}.{name}");
        }

        INamedTypeSymbol? container = Symbol(outer);
        return container?.GetTypeMembers().FirstOrDefault(inner => inner.MetadataName == _metadata.GetString(type.Name)) ?? container;
    }

    private static Violation Describe(string file, int line, string found) =>
        new(file, line, $"in the compiled code: {found}", "plain classes, arrays and arithmetic; Api and README.md of tests/Enviro.NanoSubset list what there is,");

    private readonly record struct Place(TypeDefinitionHandle Type, MethodDefinitionHandle Method, string Name);
}
