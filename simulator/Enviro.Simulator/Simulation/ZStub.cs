#pragma warning disable
using Enviro.Gateway; using Enviro.Ledger; using Enviro.Wire;
namespace Enviro.Simulator;
internal enum DiskFault { None, Full, ReadError, WriteError, SyncError }
internal sealed class SimulatedDisk(SimulationRandom r) : IDisposable {
  internal string Path = Directory.CreateTempSubdirectory("sim-").FullName;
  public bool IsDead; public DiskFault Fault; public long SyncMs; public void CrashAfter(long n){ if(n==0) IsDead=true; } public void Restart(){IsDead=false;} public long TakeDelayMs()=>0; public void Dispose(){Directory.Delete(Path,true);} }
