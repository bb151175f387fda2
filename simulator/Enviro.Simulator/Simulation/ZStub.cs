#pragma warning disable
using Enviro.Gateway; using Enviro.Ledger; using Enviro.Wire;
namespace Enviro.Simulator;
internal enum DiskFault { None, Full, ReadError, WriteError, SyncError }
internal sealed class SimulatedDisk(SimulationRandom r) : IDisposable {
  internal string Path = Directory.CreateTempSubdirectory("sim-").FullName;
  public bool IsDead; public DiskFault Fault; public long SyncMs; public void CrashAfter(long n){ if(n==0) IsDead=true; } public void Restart(){IsDead=false;} public long TakeDelayMs()=>0; public void Dispose(){Directory.Delete(Path,true);} }
internal sealed class SimulatedSigningKey : ISigningKey { byte[] d=new byte[32];
 public SimulatedSigningKey(SimulationRandom r){ r.Fill(d); d[0]&=0x7f; PublicKey=P256.PublicKey(d); Thumbprint=CoseKey.Thumbprint(PublicKey);} public byte[] PublicKey{get;} public byte[] Thumbprint{get;} public byte[] SignDigest(ReadOnlySpan<byte> x)=>P256.Sign(d,x); public void Dispose(){} }
