namespace ShortVideo.Simulator;

/// <summary>The positive interactions of KuaiRand's log; a row has at most one.</summary>
public enum Interaction
{
    /// <summary>None.</summary>
    None,

    /// <summary><c>is_like</c>.</summary>
    Like,

    /// <summary><c>is_follow</c>: follows the author.</summary>
    Follow,

    /// <summary><c>is_comment</c>; the comments are read too.</summary>
    Comment,

    /// <summary><c>is_forward</c>: shares the video.</summary>
    Forward,

    /// <summary><c>is_profile_enter</c>: visits the author's page.</summary>
    EnterProfile,

    /// <summary><c>comment_stay_time</c> above 0.</summary>
    ReadComments,
}
