using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Represents weights that are trained: parameters of the module's own, and parts that are modules, too. The modules of TorchSharp leave native memory behind
/// when they are disposed of (docs/decisions/0065-own-modules.md).
/// </summary>
internal abstract class NetworkModule : IDisposable
{
    private readonly List<(Parameter Parameter, Action<Parameter> Replace)> _own = [];
    private readonly List<NetworkModule> _parts = [];

    /// <summary>Gets whether the module is in training, so that units are dropped. It is until <see cref="SetTraining"/> says otherwise.</summary>
    public bool IsTraining { get; private set; } = true;

    /// <summary>Returns the parameters: those of the module's own, and then those of its parts.</summary>
    public IEnumerable<Parameter> AllParameters() => _own.Select(own => own.Parameter).Concat(_parts.SelectMany(part => part.AllParameters()));

    /// <summary>Returns the module and its parts, and the parts of these.</summary>
    public IEnumerable<NetworkModule> AllModules() => _parts.SelectMany(part => part.AllModules()).Prepend(this);

    /// <summary>Sets whether the module and its parts are in training.</summary>
    public virtual void SetTraining(bool isTraining)
    {
        IsTraining = isTraining;
        foreach (var part in _parts)
            part.SetTraining(isTraining);
    }

    /// <summary>Moves the parameters to a device. They are other objects afterwards, unless they were there before.</summary>
    public void MoveTo(Device device)
    {
        foreach (var module in AllModules())
            module.MoveOwn(device);
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Adds a parameter, which the module disposes of.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="replace">Replaces the parameter in the module by the one on another device.</param>
    protected void Add(Parameter parameter, Action<Parameter> replace) => _own.Add((parameter, replace));

    /// <summary>Adds a part, which the module disposes of.</summary>
    protected void Add(NetworkModule part) => _parts.Add(part);

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        foreach (var (parameter, _) in _own)
            parameter.Dispose();
        foreach (var part in _parts)
            part.Dispose();
    }

    private void MoveOwn(Device device)
    {
        using var noGrad = no_grad();
        foreach (var (index, (parameter, replace)) in _own.ToArray().Index())
        {
            if (parameter.device.type == device.type)
                continue;
            var moved = Parameters.Of(parameter.to(device));
            moved.DetachFromDisposeScope();
            moved.requires_grad = parameter.requires_grad;
            _own[index] = (moved, replace);
            replace(moved);
            parameter.Dispose();
        }
    }
}
