using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>
/// Represents the supervised step of the RMTL paper, written from its description: embeddings, a shared bottom or experts with a gate for each task, towers,
/// the mean binary cross-entropy, and Adam with coupled weight decay. It is as plain as the description.
/// </summary>
internal sealed class PlainMultiTask : IDisposable
{
    private readonly nn.Module[] _modules;
    private readonly Embedding[] _tables = [.. Enumerable.Range(0, SpeedLog.Fields).Select(_ => nn.Embedding(SpeedLog.FieldValues, MultiTaskShape.Embedding))];
    private readonly Sequential[] _experts, _towers;
    private readonly Linear[] _gates;
    private readonly torch.optim.Optimizer _optimizer;
    private readonly Tensor _features, _fields, _labels;

    public PlainMultiTask(MultiTaskShape shape)
    {
        manual_seed(1);
        _experts = [.. Enumerable.Range(0, Math.Max(shape.Experts, 1)).Select(_ => Layers(MultiTaskShape.StateWidth, MultiTaskShape.ExpertUnits))];
        _gates = [.. Enumerable.Range(0, shape.Experts == 0 ? 0 : MultiTaskShape.Tasks).Select(_ => nn.Linear(MultiTaskShape.StateWidth, shape.Experts))];
        _towers = [.. Enumerable.Range(0, MultiTaskShape.Tasks)
            .Select(_ => Layers(MultiTaskShape.ExpertUnits[^1], MultiTaskShape.TowerUnits).append(nn.Linear(MultiTaskShape.TowerUnits[^1], 1)))];
        _modules = [.. _tables, .. _experts, .. _gates, .. _towers];
        _optimizer = optim.Adam(_modules.SelectMany(module => module.parameters()), lr: 1e-3, weight_decay: 1e-6);
        _features = rand(MultiTaskShape.Rows, MultiTaskShape.Features);
        _fields = randint(0, SpeedLog.FieldValues, [MultiTaskShape.Rows, SpeedLog.Fields], ScalarType.Int64);
        _labels = (rand(MultiTaskShape.Rows, MultiTaskShape.Tasks) > 0.9).to(ScalarType.Float32);
    }

    /// <summary>Returns the seconds of a step, on the mean over two epochs.</summary>
    public double Measure(int threads)
    {
        const int Steps = MultiTaskShape.Rows / MultiTaskShape.Batch;
        set_num_threads(threads);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (var step = 0; step < 2 * Steps; step++)
            Step(step % Steps * MultiTaskShape.Batch);
        return clock.Elapsed.TotalSeconds / (2 * Steps);
    }

    public void Dispose()
    {
        foreach (var module in _modules)
            module.Dispose();
        foreach (var tensor in (Tensor[])[_features, _fields, _labels])
            tensor.Dispose();
        _optimizer.Dispose();
    }

    private void Step(long first)
    {
        using var scope = NewDisposeScope();
        var (features, fields) = (_features.narrow(0, first, MultiTaskShape.Batch), _fields.narrow(0, first, MultiTaskShape.Batch));
        var labels = _labels.narrow(0, first, MultiTaskShape.Batch);
        var state = cat([features, .. _tables.Select((table, field) => table.forward(fields.select(1, field)))], 1);
        var experts = _experts.Select(expert => expert.forward(state)).ToArray();
        var losses = _towers.Select((tower, task) =>
        {
            var probability = tower.forward(Mix(state, experts, task)).sigmoid().squeeze(1);
            return nn.functional.binary_cross_entropy(probability, labels.select(1, task));
        });
        var loss = losses.Aggregate((sum, term) => sum + term) / MultiTaskShape.Tasks;
        _optimizer.zero_grad();
        loss.backward();
        _optimizer.step();
    }

    private Tensor Mix(Tensor state, Tensor[] experts, int task)
    {
        if (_gates.Length == 0)
            return experts[0];
        var gate = _gates[task].forward(state).softmax(1);
        return bmm(gate.unsqueeze(1), stack(experts, 1)).squeeze(1);
    }

    private static Sequential Layers(int inputs, IEnumerable<int> widths)
    {
        var layers = nn.Sequential();
        foreach (var width in widths)
        {
            layers.append(nn.Linear(inputs, width)).append(nn.ReLU()).append(nn.Dropout(MultiTaskShape.Dropout));
            inputs = width;
        }
        return layers;
    }
}
