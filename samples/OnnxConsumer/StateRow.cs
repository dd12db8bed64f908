using Microsoft.ML.Data;

namespace OnnxConsumer;

/// <summary>Represents what a service knows when it scores a video: the columns that the models read.</summary>
internal sealed class StateRow
{
    [VectorType(2)]
    public float[] Features { get; set; } = [];

    public string Video { get; set; } = "";
}
