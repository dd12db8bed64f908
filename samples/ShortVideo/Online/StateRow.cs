using ShortVideo.Features;

namespace ShortVideo.Online;

/// <summary>What a pipeline of this job needs of a state. Without a video, since which one is shown is what the state is for.</summary>
internal sealed class StateRow
{
    public StateRow()
    {
    }

    public StateRow(State state) => (Taste, Profile, History) = (state.Taste, state.Profile, state.History);

    public float[] Taste { get; set; } = [];

    public float[] Profile { get; set; } = [];

    public float[] History { get; set; } = [];

    /// <summary>No video's.</summary>
    public long VideoId { get; set; } = -1;
}
