"""Takes the job queue's own tables out of the admin.

Its pages aren't made for this theme, show the arguments of jobs to whoever may look, and offer to
run or stop jobs past Mason's services. What a job does is seen in its attempt.
"""

from django.contrib import admin
from procrastinate.contrib.django.models import ProcrastinateJob

admin.site.unregister(ProcrastinateJob)
