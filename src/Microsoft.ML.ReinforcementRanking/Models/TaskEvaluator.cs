using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Computes the output columns of a <see cref="TaskHead"/> for each row.</summary>
internal sealed class TaskEvaluator(TaskHead head) : HeadEvaluator
{
    private const int ScoreColumn = 0;

    private readonly PlanEvaluator _network = head.Network.CreateEvaluator();
    private readonly float[] _outputs = new float[head.Tasks.Count];
    private HeadRow? _row;
    private bool _evaluated;

    public override void Load(HeadRow row)
    {
        _row = row;
        _evaluated = false;
    }

    public override void Compute(int column, Span<float> values)
    {
        if (!_evaluated)
        {
            _network.Evaluate(_row!.State, _row.Categories, _outputs);
            _evaluated = true;
        }
        var (task, value) = head.Sources[column];
        values[0] = column == ScoreColumn ? Score() : Value(task, value);
    }

    private float Score()
    {
        var score = 0.0;
        for (var task = 0; task < _outputs.Length; task++)
            score += head.Tasks[task].ScoreWeight * Value(task, head.Tasks[task].IsBinary ? TaskValue.Probability : TaskValue.Score);
        return (float)score;
    }

    private float Value(int task, TaskValue value) => value switch
    {
        TaskValue.Probability => 1 / (1 + MathF.Exp(-_outputs[task])),
        TaskValue.PredictedLabel => _outputs[task] > 0 ? 1 : 0,
        _ => (float)(head.Tasks[task].Mean + head.Tasks[task].Deviation * _outputs[task]),
    };
}
